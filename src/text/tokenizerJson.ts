import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible, Fault } from '../codec/index.ts'
import { settle, show } from '../codec/index.ts'
import type { Normaliser } from './normalise.ts'
import { normaliserNames } from './normalise.ts'
import type { Pretrained } from './pretrained.ts'

type Json = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

const partOf = (json: Json, key: string): Json => {
  const value = json[key]
  return isObject(value) ? value : {}
}

/** Parts in a sequence, or the part itself; none for null. */
const sequenceOf = (part: Json, key: string): ReadonlyArray<Json> => {
  if (part['type'] === undefined) return []
  const inside = part[key]
  return part['type'] === 'Sequence' && Array.isArray(inside) ? inside.filter(isObject) : [part]
}

const unsupported = (where: string, expected: string, found: unknown): Fault => ({
  fault: 'unsupported',
  where,
  expected,
  found: show(found),
  remedy: 'learn one on the training rows: bytePairs({ length, vocabulary })',
})

const bertNormalisers = (part: Json): ReadonlyArray<Normaliser> => {
  const lowercase = part['lowercase'] !== false
  const stripsAccents = part['strip_accents'] ?? lowercase
  return [
    ...(part['clean_text'] === false ? [] : (['CleanText'] as const)),
    ...(part['handle_chinese_chars'] === false ? [] : (['SpaceChinese'] as const)),
    ...(stripsAccents === true ? (['NFD', 'StripAccents'] as const) : []),
    ...(lowercase ? (['Lowercase'] as const) : []),
  ]
}

const isNormaliser = (name: unknown): name is Normaliser => normaliserNames.some((known) => known === name)

const normalisersOf = (part: Json): ReadonlyArray<Normaliser> => {
  const { type } = part
  if (type === 'BertNormalizer') return bertNormalisers(part)
  return isNormaliser(type) ? [type] : []
}

const normaliserFaults = (where: string, parts: ReadonlyArray<Json>): ReadonlyArray<Fault> =>
  parts.flatMap(({ type }) =>
    type === 'BertNormalizer' || isNormaliser(type)
      ? []
      : [
          unsupported(
            `${where}: normalizer`,
            `BertNormalizer or one of ${normaliserNames.slice(0, 6).join(', ')}`,
            type,
          ),
        ],
  )

/** The kinds of model, and how each must split text. */
const kinds = {
  BPE: { kind: 'bytePairs', splits: 'ByteLevel' },
  WordPiece: { kind: 'wordPieces', splits: 'BertPreTokenizer' },
} as const

const kindOf = (model: Json): (typeof kinds)['BPE' | 'WordPiece'] | undefined => {
  const { type } = model
  // Older files do not say the type; those with merges are of byte pairs.
  if (type === undefined) return Array.isArray(model['merges']) ? kinds.BPE : kinds.WordPiece
  return type === 'BPE' || type === 'WordPiece' ? kinds[type] : undefined
}

/** Settings of a model that change its tokens and are not known here. */
const settingFaults = (where: string, model: Json): ReadonlyArray<Fault> =>
  ['dropout', 'end_of_word_suffix', 'byte_fallback', 'ignore_merges'].flatMap((key) => {
    const value = model[key] ?? null
    return value === null || value === false || value === '' || value === 0
      ? []
      : [unsupported(`${where}: model.${key}`, 'none', value)]
  })

const splitFaults = (where: string, parts: ReadonlyArray<Json>, splits: string): ReadonlyArray<Fault> => {
  const wrong = parts.find(({ type, use_regex }) => type !== splits || use_regex === false)
  if (parts.length === 1 && wrong === undefined) return []
  const found = parts.map(({ type }) => String(type)).join(', ')
  return [unsupported(`${where}: pre_tokenizer`, splits, found === '' ? null : found)]
}

/** Tokens in the order of their identifiers. */
const piecesOf = (model: Json, added: ReadonlyArray<Json>): ReadonlyArray<string> => {
  const pieces: Array<string> = []
  for (const [piece, id] of Object.entries(partOf(model, 'vocab'))) if (typeof id === 'number') pieces[id] = piece
  for (const { id, content } of added) if (typeof id === 'number') pieces[id] ??= String(content)
  return Array.from(pieces, (piece) => piece ?? '')
}

const pairOf = (merge: unknown): ReadonlyArray<unknown> =>
  typeof merge === 'string' ? merge.split(' ') : Array.isArray(merge) ? merge : []

/** The most identifiers that a file may have: a vocabulary of a language model is smaller. */
const most = 1_000_000

const idFaults = (where: string, model: Json): ReadonlyArray<Fault> => {
  const ids = Object.values(partOf(model, 'vocab'))
  const wrong = ids.find((id) => typeof id !== 'number' || !Number.isInteger(id) || id < 0 || id >= most)
  if (ids.length > 0 && wrong === undefined) return []
  const place = `${where}: model.vocab`
  return [
    {
      fault: 'wrong value',
      where: place,
      expected: `identifiers from 0 to ${most - 1}`,
      found: show(wrong ?? ids.length),
    },
  ]
}

const mergesOf = (where: string, model: Json, pieces: ReadonlyArray<string>): Fallible<Pretrained['merges']> => {
  const ids = new Map(pieces.map((piece, id) => [piece, id]))
  const given: ReadonlyArray<unknown> = Array.isArray(model['merges']) ? model['merges'] : []
  const merges = given.map((merge) => {
    const [left = '', right = ''] = pairOf(merge).map(String)
    return [ids.get(left) ?? -1, ids.get(right) ?? -1, ids.get(left + right) ?? -1] as const
  })
  const at = merges.findIndex((merge) => merge.includes(-1))
  return settle(
    at < 0
      ? []
      : [
          {
            fault: 'unknown name',
            where: `${where}: model.merges[${at}]`,
            expected: 'two tokens of the vocabulary that make another one',
            found: show(given[at]),
          },
        ],
    () => merges.flat(),
  )
}

const addedFaults = (where: string, added: ReadonlyArray<Json>): ReadonlyArray<Fault> =>
  added.flatMap(({ special, content }, i) =>
    special === true ? [] : [unsupported(`${where}: added_tokens[${i}]`, 'special tokens alone', content)],
  )

/**
 * What a tokenizer.json of Hugging Face says: byte-level byte pairs (GPT-2, RoBERTa) or word pieces (BERT). Its post-processor
 * and its padding are left out, as special tokens are those of this library. Parts that are not known here are faults.
 */
export const decodeTokenizerJson = (json: unknown, where = 'tokenizer.json'): Fallible<Pretrained> => {
  const file: Json = isObject(json) ? json : {}
  const model = partOf(file, 'model')
  const kind = kindOf(model)
  const normalizers = sequenceOf(partOf(file, 'normalizer'), 'normalizers')
  const splitters = sequenceOf(partOf(file, 'pre_tokenizer'), 'pretokenizers')
  const added = Array.isArray(file['added_tokens']) ? file['added_tokens'].filter(isObject) : []
  const kindFaults = kind === undefined ? [unsupported(`${where}: model.type`, 'BPE or WordPiece', model['type'])] : []
  const faults = [
    ...kindFaults,
    ...(kind === undefined ? [] : splitFaults(where, splitters, kind.splits)),
    ...normaliserFaults(where, normalizers),
    ...settingFaults(where, model),
    ...idFaults(where, model),
    ...addedFaults(where, added),
  ]
  const pieces = faults.length > 0 ? [] : piecesOf(model, added)
  const prefix = model['continuing_subword_prefix']
  const longest = model['max_input_chars_per_word']
  return pipe(
    settle(faults, () => undefined),
    Either.flatMap(() => mergesOf(where, model, pieces)),
    Either.map((merges) => ({
      kind: kind?.kind ?? 'bytePairs',
      normalisers: normalizers.flatMap(normalisersOf),
      pieces,
      merges,
      prefixSpace: splitters.some(({ add_prefix_space }) => add_prefix_space === true),
      continuing: typeof prefix === 'string' ? prefix : '##',
      longest: typeof longest === 'number' ? longest : 100,
    })),
  )
}
