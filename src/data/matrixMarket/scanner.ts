/** Codes of characters, as constants of their own: the loops below run for every byte of a file. */
const newline = 10
const point = 46
const minus = 45
const plus = 43
const zero = 48
const nine = 57

/** 10⁰ to 10²², the powers that float64 holds exactly. */
const powers = Float64Array.from({ length: 23 }, (_, i) => 10 ** i)

/** Blanks within a line: space, tab, carriage return. */
const isBlank = (byte: number): boolean => byte === 32 || byte === 9 || byte === 13

const wordPattern = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:[ed][+-]?\d+)?|inf(?:inity)?|nan)$/i

/** A number as text: infinities and what is no number. */
const parseWord = (word: string): number | undefined => {
  if (!wordPattern.test(word)) return undefined
  const text = word.toLowerCase().replace('d', 'e')
  const sign = text.startsWith('-') ? -1 : 1
  if (text.includes('nan')) return Number.NaN
  return text.includes('inf') ? sign * Number.POSITIVE_INFINITY : Number(text)
}

const withEnd = (bytes: Uint8Array): Uint8Array => {
  if (bytes.at(-1) === newline) return bytes
  const out = new Uint8Array(bytes.length + 1)
  out.set(bytes)
  out[bytes.length] = newline
  return out
}

const latin1 = new TextDecoder('latin1')

/** Longer words are no numbers; messages show so many characters of them. */
const maxWord = 400

/** Reads the numbers of lines one after the other. */
export class LineScanner {
  private bytes: Uint8Array = new Uint8Array(0)
  private decoded: string | undefined
  private at = 0

  /** Goes on with other bytes, which must hold whole lines. */
  begin(bytes: Uint8Array): void {
    this.bytes = withEnd(bytes)
    this.decoded = undefined
    this.at = 0
  }

  get isAtEnd(): boolean {
    return this.at >= this.bytes.length
  }

  /** Whether nothing but white space is left of the line, which is then passed over. */
  endsLine(): boolean {
    const { bytes } = this
    let { at } = this
    while (isBlank(bytes[at] ?? newline)) at++
    const isEnd = bytes[at] === newline
    this.at = isEnd ? at + 1 : at
    return isEnd
  }

  /** Some bytes as text: all are decoded at once, one character each, when the first are asked for. */
  private text(from: number, to: number): string {
    this.decoded ??= latin1.decode(this.bytes)
    return this.decoded.slice(from, Math.min(to, from + maxWord))
  }

  /** The word that stands where there is no number. */
  found(): string {
    const { bytes } = this
    let { at } = this
    while (isBlank(bytes[at] ?? newline)) at++
    const start = at
    while (bytes[at] !== newline && !isBlank(bytes[at] ?? newline)) at++
    this.at = at
    return this.text(start, at)
  }

  /** A whole number from 0 on, of at most 15 digits; −1 if there is none. */
  whole(): number {
    const { bytes } = this
    let { at } = this
    while (isBlank(bytes[at] ?? newline)) at++
    const start = at
    let value = 0
    let byte = bytes[at] ?? newline
    while (byte >= zero && byte <= nine) {
      value = value * 10 + (byte - zero)
      at++
      byte = bytes[at] ?? newline
    }
    const isWord = at > start && at - start < 16 && (isBlank(byte) || byte === newline)
    this.at = isWord ? at : start
    return isWord ? value : -1
  }

  /**
   * A number; undefined if there is none. Up to 15 digits without an exponent are read as a whole number and a power of
   * ten, both exact, so that their quotient is rounded once (Clinger 1990); others as text.
   */
  number(): number | undefined {
    const { bytes } = this
    let { at } = this
    while (isBlank(bytes[at] ?? newline)) at++
    const start = at
    const sign = bytes[at] ?? newline
    if (sign === minus || sign === plus) at++
    const first = at
    let value = 0
    let dot = -1
    for (; ; at++) {
      const byte = bytes[at] ?? newline
      if (byte >= zero && byte <= nine) value = value * 10 + (byte - zero)
      else if (byte === point && dot < 0) dot = at
      else break
    }
    const digits = at - first - (dot < 0 ? 0 : 1)
    const end = bytes[at] ?? newline
    if (digits === 0 || !(isBlank(end) || end === newline)) return this.word(start)
    this.at = at
    if (digits > 15) return Number(this.text(start, at))
    const size = dot < 0 ? value : value / (powers[at - dot - 1] ?? 1)
    return sign === minus ? -size : size
  }

  /** A number with an exponent, or a word for one. */
  private word(start: number): number | undefined {
    this.at = start
    const value = parseWord(this.found())
    if (value === undefined) this.at = start
    return value
  }
}
