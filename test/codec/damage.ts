import fc from 'fast-check'

type Json = Readonly<Record<string, unknown>> | ReadonlyArray<unknown>

const isParent = (json: unknown): json is Json => typeof json === 'object' && json !== null

/** What may stand where something else was. */
const leaves = fc.constantFrom<unknown>(null, true, '', 'dense', 'glorot', 0, 1, -1, 0.5, 65537, [], {}, [1])

/** A copy of JSON with one place, chosen by the picks on the way down, replaced; or a key too many; or one less. */
const damageAt = (json: unknown, [pick = 0, ...picks]: ReadonlyArray<number>, leaf: unknown): unknown => {
  if (!isParent(json) || pick === 0) return leaf
  const entries = Object.entries(json)
  const [key] = entries[pick % (entries.length + 1)] ?? []
  if (Array.isArray(json))
    return key === undefined
      ? [...json, leaf]
      : json.map((item, i) => (String(i) === key ? damageAt(item, picks, leaf) : item))
  if (key === undefined) return Object.fromEntries([...entries, ['surplus', leaf]])
  if (picks[0] === 1) return Object.fromEntries(entries.filter(([name]) => name !== key))
  return Object.fromEntries(entries.map(([name, item]) => [name, name === key ? damageAt(item, picks, leaf) : item]))
}

/** Values that are almost those of an arbitrary. */
export const damaged = (values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc
    .tuple(values, fc.array(fc.nat({ max: 7 }), { minLength: 1, maxLength: 6 }), leaves)
    .map(([json, picks, leaf]) => damageAt(json, picks, leaf))
