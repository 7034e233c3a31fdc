/** The number of insertions, deletions, replacements and exchanges of neighbours between two words. */
const distance = (a: string, b: string): number => {
  const rows = Array.from({ length: a.length + 1 }, (_, i) => [i, ...Array.from({ length: b.length }, () => 0)])
  const at = (i: number, j: number): number => rows[i]?.[j] ?? Number.POSITIVE_INFINITY
  const set = (i: number, j: number, value: number): void => {
    rows[i]?.splice(j, 1, value)
  }
  for (let j = 0; j <= b.length; j++) set(0, j, j)
  for (let i = 1; i <= a.length; i++)
    for (let j = 1; j <= b.length; j++) {
      const replaced = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const exchanged = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY
      set(i, j, Math.min(replaced, exchanged, at(i - 1, j) + 1, at(i, j - 1) + 1))
    }
  return at(a.length, b.length)
}

/** How many letters may be off: none of two, then about one in three. */
const tolerance = (word: string): number => (word.length < 3 ? 0 : Math.floor((word.length + 1) / 3))

/** The candidate that a word was probably meant to be. */
export const nearest = (word: string, candidates: ReadonlyArray<string>): string | undefined => {
  const [best] = candidates
    .map((candidate) => ({ candidate, off: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .toSorted((a, b) => a.off - b.off)
  return best !== undefined && best.off <= tolerance(word) ? best.candidate : undefined
}
