/**
 * Named tensors: a flat record from a dotted name (`encoder.0.weight`) to a value. The same names stand in
 * checkpoints, in reports and in compiled graphs.
 */
export type Named<T> = Readonly<Record<string, T>>

export const names = (named: Named<unknown>): ReadonlyArray<string> => Object.keys(named)

/** The tensor of a name that must be there: a missing one is an error of the caller, not of the data. */
export const get = <T>(named: Named<T>, name: string): T => {
  const value = named[name]
  if (value === undefined) throw new Error(`no tensor "${name}" among ${names(named).join(', ') || 'none'}`)
  return value
}

export const map = <T, U>(named: Named<T>, f: (value: T, name: string) => U): Named<U> =>
  Object.fromEntries(Object.entries(named).map(([name, value]) => [name, f(value, name)]))

export const filter = <T>(named: Named<T>, keep: (name: string) => boolean): Named<T> =>
  Object.fromEntries(Object.entries(named).filter(([name]) => keep(name)))

/** `prefix(named, 'encoder')` puts `encoder.` before every name. */
export const prefix = <T>(named: Named<T>, scope: string): Named<T> =>
  Object.fromEntries(Object.entries(named).map(([name, value]) => [`${scope}.${name}`, value]))

/** The tensors below a scope, without the scope in their names: the inverse of `prefix`. */
export const within = <T>(named: Named<T>, scope: string): Named<T> =>
  Object.fromEntries(
    Object.entries(named)
      .filter(([name]) => name.startsWith(`${scope}.`))
      .map(([name, value]) => [name.slice(scope.length + 1), value]),
  )

/** Both records; a name that stands in both is refused, never merged. */
export const disjoint = <T>(...records: ReadonlyArray<Named<T>>): Named<T> => {
  const all = records.flatMap((record) => Object.entries(record))
  const seen = new Set<string>()
  for (const [name] of all) {
    if (seen.has(name)) throw new Error(`two tensors share the name "${name}"`)
    seen.add(name)
  }
  return Object.fromEntries(all)
}

/** Both records; where a name stands in both, the values are combined: how cotangents of a shared tensor meet. */
export const combine = <T>(a: Named<T>, b: Named<T>, join: (a: T, b: T) => T): Named<T> => {
  const joined: Record<string, T> = { ...a }
  for (const [name, value] of Object.entries(b)) {
    const before = joined[name]
    joined[name] = before === undefined ? value : join(before, value)
  }
  return joined
}
