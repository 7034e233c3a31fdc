/** Codes of characters. */
const code = {
  tab: 9,
  newline: 10,
  carriage: 13,
  space: 32,
  plus: 43,
  minus: 45,
  point: 46,
  zero: 48,
  nine: 57,
} as const

/** 10⁰ to 10²², the powers that float64 holds exactly. */
const powers = Float64Array.from({ length: 23 }, (_, i) => 10 ** i)

const isDigit = (byte: number): boolean => byte >= code.zero && byte <= code.nine

const isBlank = (byte: number): boolean => byte === code.space || byte === code.tab || byte === code.carriage

const wordPattern = /^[+-]?(?:\d+\.?\d*(?:[ed][+-]?\d+)?|\.\d+(?:[ed][+-]?\d+)?|inf(?:inity)?|nan)$/i

/** A number as text, the slow way: exponents, many digits, infinities. */
const parseWord = (word: string): number | undefined => {
  if (!wordPattern.test(word)) return undefined
  const text = word.toLowerCase().replace('d', 'e')
  const sign = text.startsWith('-') ? -1 : 1
  if (text.includes('nan')) return Number.NaN
  return text.includes('inf') ? sign * Number.POSITIVE_INFINITY : Number(text)
}

/** Reads the numbers of lines one after the other. */
export class LineScanner {
  private bytes: Uint8Array = new Uint8Array(0)
  private at = 0

  /** Goes on with other bytes, which must hold whole lines. */
  begin(bytes: Uint8Array): void {
    this.bytes = bytes
    this.at = 0
  }

  get isAtEnd(): boolean {
    return this.at >= this.bytes.length
  }

  private skipBlanks(): void {
    while (isBlank(this.bytes[this.at] ?? code.newline)) this.at++
  }

  /** Whether nothing but white space is left of the line, which is then passed over. */
  endsLine(): boolean {
    this.skipBlanks()
    if ((this.bytes[this.at] ?? code.newline) !== code.newline) return false
    this.at++
    return true
  }

  private word(): string {
    let end = this.at
    while ((this.bytes[end] ?? code.newline) !== code.newline && !isBlank(this.bytes[end] ?? 0)) end++
    let word = ''
    for (let i = this.at; i < Math.min(end, this.at + 400); i++) word += String.fromCharCode(this.bytes[i] ?? 0)
    this.at = end
    return word
  }

  /** What stands at the place of a number that is none. */
  found(): string {
    this.skipBlanks()
    return this.word()
  }

  /** A whole number from 0 on of at most nine digits more than needed; undefined if there is none. */
  whole(): number | undefined {
    this.skipBlanks()
    const start = this.at
    let value = 0
    let byte = this.bytes[this.at] ?? 0
    for (; isDigit(byte); byte = this.bytes[this.at] ?? 0) {
      value = value * 10 + (byte - code.zero)
      this.at++
    }
    if (this.at > start && this.at - start < 16 && (isBlank(byte) || byte === code.newline || byte === 0)) return value
    this.at = start
    return undefined
  }

  /**
   * A number; undefined if there is none. Up to 15 digits are read as a whole number and a power of ten, both exact, so
   * that their quotient is rounded once (Clinger 1990); any others by the slow way.
   */
  number(): number | undefined {
    this.skipBlanks()
    const start = this.at
    const sign = this.bytes[start]
    if (sign === code.minus || sign === code.plus) this.at++
    let [value, digits, decimals] = [0, 0, -1]
    for (; ; this.at++) {
      const byte = this.bytes[this.at] ?? 0
      if (isDigit(byte)) {
        value = value * 10 + (byte - code.zero)
        digits++
        if (decimals >= 0) decimals++
      } else if (byte === code.point && decimals < 0) decimals = 0
      else break
    }
    const next = this.bytes[this.at] ?? code.newline
    if (digits > 0 && digits <= 15 && (isBlank(next) || next === code.newline)) {
      const size = value / (powers[Math.max(0, decimals)] ?? 1)
      return sign === code.minus ? -size : size
    }
    this.at = start
    return this.slow()
  }

  private slow(): number | undefined {
    const start = this.at
    const value = parseWord(this.word())
    if (value === undefined) this.at = start
    return value
  }
}
