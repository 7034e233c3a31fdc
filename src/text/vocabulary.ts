import { firstToken, special } from './special.ts'

/** How an unknown token is written. */
export const unknownText = '\uFFFD'

/** How often each piece of some texts occurs. */
export const countPieces = (
  texts: Iterable<string>,
  split: (text: string) => Iterable<string>,
): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const text of texts) for (const piece of split(text)) counts.set(piece, (counts.get(piece) ?? 0) + 1)
  return counts
}

/** Text in the order of its code points, as Python sorts it. */
export const byCodePoint = (a: string, b: string): number => {
  const [left, right] = [Array.from(a), Array.from(b)]
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0)
    if (difference !== 0) return difference
  }
  return left.length - right.length
}

/** Which pieces a vocabulary takes: those that occur at least so often, the most frequent ones. */
export interface Cut {
  readonly minCount?: number
  /** The most pieces. */
  readonly most?: number
}

/** The pieces of a vocabulary, the most frequent first; equally frequent ones in the order of their code points. */
export const frequentPieces = (
  counts: ReadonlyMap<string, number>,
  { minCount = 1, most = Infinity }: Cut,
): ReadonlyArray<string> =>
  [...counts]
    .filter(([, count]) => count >= minCount)
    .toSorted(([a, m], [b, n]) => n - m || byCodePoint(a, b))
    .slice(0, most)
    .map(([piece]) => piece)

/** The pieces as tokens, after the special ones, and back. */
export const indexed = (pieces: ReadonlyArray<string>) => {
  const tokens = new Map(pieces.map((piece, i) => [piece, i + firstToken]))
  return {
    tokenOf: (piece: string): number => tokens.get(piece) ?? special.unknown,
    pieceOf: (token: number): string => (token === special.unknown ? unknownText : (pieces[token - firstToken] ?? '')),
  }
}
