import { appendFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Fallible, Fault } from '../../codec/index.ts'
import { decode, failure, isPlain, show } from '../../codec/index.ts'
import type { FallibleTask } from '../../data/files/index.ts'
import { attempt, refused } from '../../data/files/index.ts'
import type { Trial } from '../../search/index.ts'
import { trialCodec } from '../../search/index.ts'
import { exists, makeFolders } from '../folders.ts'
import { parseJson } from '../parseJson.ts'

/** The names of the files of a search. */
export const searchFiles = {
  search: 'search.json',
  trials: 'trials.ndjson',
  best: 'best.json',
  run: 'best',
} as const

/** What makes a search this one: `search.json`. A search is resumed only with the same. */
export type SearchRecord = Readonly<Record<string, unknown>>

/** A folder of a search, with the trials of earlier sessions. */
export interface SearchFolder {
  readonly path: string
  readonly trials: ReadonlyArray<Trial>
  /** Appends what is known of a trial: the last line of a trial holds. */
  readonly append: (trial: Trial) => void
  readonly write: (name: string, content: string) => Promise<void>
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

const asText = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 60 ? show(value) : text
}

/** The first place at which two values of JSON differ. */
const difference = (a: unknown, b: unknown, where = ''): { where: string; a: unknown; b: unknown } | undefined => {
  if (Array.isArray(a) && Array.isArray(b))
    return Array.from({ length: Math.max(a.length, b.length) }, (_, i) =>
      difference(a[i], b[i], `${where}[${i}]`),
    ).find((found) => found !== undefined)
  if (isPlain(a) && isPlain(b))
    return [...new Set([...Object.keys(a), ...Object.keys(b)])]
      .map((key) => difference(a[key], b[key], where === '' ? key : `${where}.${key}`))
      .find((found) => found !== undefined)
  return JSON.stringify(a) === JSON.stringify(b) ? undefined : { where, a, b }
}

/** The trials of a file. A last line that was cut off, as the process was killed, is left out. */
const parseTrials = (where: string, text: string): Fallible<ReadonlyArray<Trial>> => {
  const lines = text.split('\n').slice(0, -1)
  const trials: Array<Trial> = []
  for (const [i, line] of lines.entries()) {
    const place = `${where}, line ${i + 1}`
    const parsed = pipe(
      parseJson(place, new TextEncoder().encode(line), { expected: 'a trial', remedy: 'remove the line' }),
      Either.flatMap((value) => decode(trialCodec, value, place)),
    )
    if (Either.isLeft(parsed)) return parsed
    trials[parsed.right.trial] = parsed.right
  }
  const gap = Array.from(trials).findIndex((trial) => trial === undefined)
  return gap < 0
    ? Either.right(trials)
    : failure({
        fault: 'broken file',
        where,
        expected: `a line of trial ${gap}`,
        found: 'none',
        remedy: 'restore it from a copy',
      })
}

const folderOf = (path: string, trials: ReadonlyArray<Trial>): SearchFolder => ({
  path,
  trials,
  append: (trial) => appendFileSync(join(path, searchFiles.trials), `${JSON.stringify(trialCodec.encode(trial))}\n`),
  write: (name, content) => writeFile(join(path, name), content),
})

const expectation = 'a folder that a search can be written to'

const alreadyThere = (where: string): Fault => ({
  fault: 'exists',
  where,
  expected: 'a path that does not exist yet',
  found: 'something that is there already',
  remedy: 'continue that search with --resume, or choose another --out',
})

const created = (path: string, record: SearchRecord): FallibleTask<SearchFolder> =>
  attempt(path, expectation, async () => {
    await makeFolders(path)
    await writeFile(join(path, searchFiles.search), json(record))
    await writeFile(join(path, searchFiles.trials), '')
    return folderOf(path, [])
  })

const anotherSearch = (path: string, found: { where: string; a: unknown; b: unknown }): Fault => ({
  fault: 'another search',
  where: join(path, searchFiles.search),
  expected: `the same search as before, with ${asText(found.a)} at ${found.where}`,
  found: asText(found.b),
  remedy: 'resume with the space and the options of before, or choose another --out',
})

const resumed = (path: string, record: SearchRecord): FallibleTask<SearchFolder> =>
  pipe(
    attempt(join(path, searchFiles.search), 'the search.json of a search', () =>
      readFile(join(path, searchFiles.search)),
    ),
    TaskEither.flatMapEither((bytes) =>
      parseJson(join(path, searchFiles.search), bytes, { expected: 'a search', remedy: 'restore it from a copy' }),
    ),
    TaskEither.flatMap((before) => {
      const found = difference(before, JSON.parse(JSON.stringify(record)))
      return found === undefined ? TaskEither.right(undefined) : refused(anotherSearch(path, found))
    }),
    TaskEither.flatMap(() =>
      attempt(join(path, searchFiles.trials), 'the trials of a search', () =>
        readFile(join(path, searchFiles.trials), 'utf8'),
      ),
    ),
    TaskEither.bindTo('text'),
    TaskEither.bind('trials', ({ text }) => TaskEither.fromEither(parseTrials(join(path, searchFiles.trials), text))),
    // A line that was cut off would spoil the next.
    TaskEither.tap(({ text }) =>
      attempt(path, expectation, () =>
        text === '' || text.endsWith('\n')
          ? Promise.resolve()
          : writeFile(join(path, searchFiles.trials), text.slice(0, text.lastIndexOf('\n') + 1)),
      ),
    ),
    TaskEither.map(({ trials }) => folderOf(path, trials)),
  )

/** Makes the folder of a search, or opens that of the same search to go on with it. */
export const openSearch = (path: string, record: SearchRecord, resume: boolean): FallibleTask<SearchFolder> =>
  resume
    ? resumed(path, record)
    : pipe(
        TaskEither.fromTask(() => exists(path)),
        TaskEither.flatMap((isThere) => (isThere ? refused(alreadyThere(path)) : created(path, record))),
      )
