/** The number of insertions, deletions, replacements and exchanges of neighbours between two words. */
const distance = (a: string, b: string): number => {
  // Of the table of distances between the first letters of both, a row and the two before it.
  let [before, above, row]: [Array<number>, Array<number>, Array<number>] = [[], [], []]
  for (let i = 0; i <= a.length; i++) {
    ;[before, above, row] = [above, row, [i]]
    for (let j = 1; j <= b.length; j++) {
      if (i === 0) {
        row.push(j)
        continue
      }
      const replaced = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const areExchanged = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const exchanged = areExchanged ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY
      row.push(Math.min(replaced, exchanged, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1))
    }
  }
  return row[b.length] ?? 0
}

/** How many letters may be off: none of two, then about one in three. */
const tolerance = (word: string): number => (word.length < 3 ? 0 : Math.floor((word.length + 1) / 3))

/** The candidate that a word was probably meant to be. The length alone rules most out: a long word costs no more. */
export const nearest = (word: string, candidates: ReadonlyArray<string>): string | undefined => {
  const most = tolerance(word)
  const [best] = candidates
    .filter((candidate) => Math.abs(candidate.length - word.length) <= most)
    .map((candidate) => ({ candidate, off: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .toSorted((one, other) => one.off - other.off)
  return best !== undefined && best.off <= most ? best.candidate : undefined
}
