import { isPlain } from '../../codec/index.ts'

/** The places of each object that is a distribution, the way `parse` names them. */
const placesIn = (json: unknown, where = '', places: Map<object, ReadonlyArray<string>> = new Map()) => {
  if (Array.isArray(json)) json.forEach((item: unknown, i) => placesIn(item, `${where}[${i}]`, places))
  else if (isPlain(json)) {
    if ('distribution' in json) places.set(json, [...(places.get(json) ?? []), where])
    for (const [key, value] of Object.entries(json)) placesIn(value, where === '' ? key : `${where}.${key}`, places)
  }
  return places
}

const named = (json: unknown, names: ReadonlyMap<object, string>): unknown => {
  if (Array.isArray(json)) return json.map((item: unknown) => named(item, names))
  if (!isPlain(json)) return json
  const name = json['name'] ?? names.get(json)
  return {
    ...Object.fromEntries(Object.entries(json).map(([key, value]) => [key, named(value, names)])),
    ...('distribution' in json && name !== undefined ? { name } : {}),
  }
}

/**
 * JSON in which a distribution that occurs several times as one value has a name, that of its first place, so that it stays
 * one hyperparameter in a file.
 */
export const withSharedNames = (json: object): Readonly<Record<string, unknown>> => {
  const shared = [...placesIn({ ...json })].flatMap(([one, [first, ...others]]) =>
    first === undefined || others.length === 0 || 'name' in one ? [] : [[one, first] as const],
  )
  const result = named({ ...json }, new Map(shared))
  return isPlain(result) ? result : {}
}
