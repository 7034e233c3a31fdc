/** The first of the numbers 0 … n − 1 by what they weigh, the heaviest first, at most so many. */
export const greatestFirst = (n: number, weight: (i: number) => number, count: number): ReadonlyArray<number> => {
  const found: Array<number> = []
  for (let i = 0; i < n; i++) {
    const own = weight(i)
    if (found.length === count && own <= weight(found.at(-1) ?? 0)) continue
    let at = found.length
    while (at > 0 && own > weight(found[at - 1] ?? 0)) at--
    found.splice(at, 0, i)
    if (found.length > count) found.pop()
  }
  return found
}
