/** The same names, of which one that occurs again gets the first free of -1, -2, …, as in Scanpy. */
export const uniqueNames = (names: ReadonlyArray<string>): ReadonlyArray<string> => {
  const taken = new Set(names)
  const seen = new Map<string, number>()
  return names.map((name) => {
    const before = seen.get(name)
    seen.set(name, before ?? 0)
    if (before === undefined) return name
    let count = before + 1
    while (taken.has(`${name}-${count}`)) count++
    seen.set(name, count)
    taken.add(`${name}-${count}`)
    return `${name}-${count}`
  })
}
