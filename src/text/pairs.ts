/** Two symbols that stand next to each other, as one number. */
const keyOf = (left: number, right: number): number => left * 2 ** 21 + right

const pairOf = (key: number): readonly [left: number, right: number] => [Math.floor(key / 2 ** 21), key % 2 ** 21]

/** Puts one symbol in the place of every occurrence of a pair, from the left. */
export const merge = (symbols: ReadonlyArray<number>, [left, right]: readonly [number, number], into: number) => {
  const out: Array<number> = []
  for (let i = 0; i < symbols.length; i++) {
    const [a, b] = [symbols[i] ?? 0, symbols[i + 1]]
    if (a === left && b === right) {
      out.push(into)
      i++
    } else out.push(a)
  }
  return out
}

/** A word that occurs so often, as the symbols that it has become. */
interface Word {
  symbols: ReadonlyArray<number>
  readonly count: number
}

/** How often each pair occurs, and in which words, kept up to date while pairs are merged. */
class PairCounts {
  readonly #counts = new Map<number, number>()
  readonly #words = new Map<number, Set<Word>>()

  add(word: Word, sign: 1 | -1): void {
    for (let i = 0; i + 1 < word.symbols.length; i++) {
      const key = keyOf(word.symbols[i] ?? 0, word.symbols[i + 1] ?? 0)
      this.#counts.set(key, (this.#counts.get(key) ?? 0) + sign * word.count)
      const words = this.#words.get(key) ?? new Set()
      if (sign === 1) words.add(word)
      else words.delete(word)
      this.#words.set(key, words)
    }
  }

  /** The most frequent pair, of equally frequent ones the one with the least symbols; none that occurs only once. */
  best(): number | undefined {
    let [best, most] = [-1, 1]
    for (const [key, count] of this.#counts)
      if (count > most || (count === most && best >= 0 && key < best)) [best, most] = [key, count]
    return best < 0 ? undefined : best
  }

  wordsWith(key: number): ReadonlyArray<Word> {
    return [...(this.#words.get(key) ?? [])]
  }

  forget(key: number): void {
    this.#counts.delete(key)
    this.#words.delete(key)
  }
}

/**
 * Learns which pairs of symbols to merge, in order (Sennrich, Haddow and Birch 2016, section 3.2): at each step the most
 * frequent pair becomes a symbol, numbered from `first` on; of equally frequent pairs that with the least symbols. Pairs that
 * occur once are not merged.
 */
export const learnMerges = (
  words: Iterable<readonly [symbols: ReadonlyArray<number>, count: number]>,
  first: number,
  most: number,
): ReadonlyArray<readonly [left: number, right: number]> => {
  const pairs = new PairCounts()
  for (const [symbols, count] of words) pairs.add({ symbols, count }, 1)
  const merges: Array<readonly [number, number]> = []
  while (merges.length < most) {
    const key = pairs.best()
    if (key === undefined) break
    const pair = pairOf(key)
    for (const word of pairs.wordsWith(key)) {
      pairs.add(word, -1)
      word.symbols = merge(word.symbols, pair, first + merges.length)
      pairs.add(word, 1)
    }
    pairs.forget(key)
    merges.push(pair)
  }
  return merges
}

/** Merges the pairs of a word, the one that was learnt first before the others. */
export const mergeAll = (
  symbols: ReadonlyArray<number>,
  rankOf: (left: number, right: number) => number | undefined,
  symbolOf: (rank: number) => number,
): ReadonlyArray<number> => {
  let word = symbols
  while (word.length > 1) {
    let [best, at] = [Infinity, -1]
    for (let i = 0; i + 1 < word.length; i++) {
      const rank = rankOf(word[i] ?? 0, word[i + 1] ?? 0) ?? Infinity
      if (rank < best) [best, at] = [rank, i]
    }
    if (at < 0) break
    word = merge(word, [word[at] ?? 0, word[at + 1] ?? 0], symbolOf(best))
  }
  return word
}

/** The ranks of merges by their pairs. */
export const ranksOf = (merges: ReadonlyArray<readonly [number, number]>) => {
  const ranks = new Map(merges.map(([left, right], rank) => [keyOf(left, right), rank]))
  return (left: number, right: number): number | undefined => ranks.get(keyOf(left, right))
}
