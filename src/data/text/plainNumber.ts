/** The powers of ten that float64 holds exactly. */
const powers = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`))

const [zero, plus, minus, lowerE, upperE] = [0x30, 0x2b, 0x2d, 0x65, 0x45]

/** 2²⁷ + 1, which splits a float64 into two halves of 26 bits (Veltkamp). */
const splitter = 134_217_729

/** The upper half of a float64: what it leaves of the number has as few bits. */
const upperHalf = (a: number): number => {
  const scaled = splitter * a
  return scaled - (scaled - a)
}

/** The powers in halves. */
const upperPowers = powers.map(upperHalf)

/** How far off a sum of two float64 may be in units of the greater one: far more than this arithmetic is. */
const doubt = 2 ** -95

/**
 * (head + rest) / 10^exponent, rounded once, where head + rest is a whole number that one float64 does not hold; NaN where
 * double-double arithmetic does not settle which of two numbers is nearer.
 */
const quotient = (head: number, rest: number, exponent: number): number => {
  const divisor = powers[exponent] ?? 1
  const first = head / divisor
  // first · divisor = back + left over, exactly (Dekker 1971).
  const back = first * divisor
  const [ah, bh] = [upperHalf(first), upperPowers[exponent] ?? 1]
  const al = first - ah
  const bl = divisor - bh
  const leftOver = al * bl - (back - ah * bh - al * bh - ah * bl)
  const second = (head - back - leftOver + rest) / divisor
  const slack = Math.abs(first) * doubt
  const low = first + (second - slack)
  return low === first + (second + slack) ? low : Number.NaN
}

/** So many digits are a whole number of 32 bits. */
const half = 9

/** Whole numbers below are float64 exactly. */
const exact = 2 ** 53

/** The number of 9 and some digits, times a power of ten; NaN where that is not settled here. */
const decimal = (upper: number, lower: number, digits: number, exponent: number): number => {
  if (exponent !== exponent) return exponent
  if (upper === 0) return 0
  if (exponent > 22 || exponent < -22) return Number.NaN
  // At most 30 bits times 5⁹ (21 bits) and a power of two: exact.
  const product = digits <= half ? upper : upper * (powers[digits - half] ?? 1)
  const head = product + lower
  if (head < exact) return exponent < 0 ? head / (powers[-exponent] ?? 1) : head * (powers[exponent] ?? 1)
  return exponent < 0 ? quotient(head, lower - (head - product), -exponent) : exponent === 0 ? head : Number.NaN
}

/**
 * Reads decimal numbers from bytes where they are plain: digits, a sign, a decimal mark, an exponent. What it reads is what
 * `Number` reads, to the last bit: a whole number below 2⁵³ times or over a power of ten, both exact and so rounded once
 * (Clinger 1990); up to 18 digits over a power of ten with twice the precision, and left to `Number` where that does not
 * settle the last bit, as all others are.
 */
export class PlainNumbers {
  private readonly mark: number
  /** Where the last number ended. */
  end = 0

  /** `mark` is the byte of the decimal mark. */
  constructor(mark: number) {
    this.mark = mark
  }

  /** The number that begins at a place; NaN where there is no plain one. The bytes must end in one that is no digit. */
  read(bytes: Uint8Array, start: number): number {
    let at = start
    let byte = bytes[at] ?? 0
    const isNegative = byte === minus
    if (isNegative || byte === plus) byte = bytes[++at] ?? 0
    const first = at
    let upper = 0
    let lower = 0
    let digits = 0
    while (byte === zero) byte = bytes[++at] ?? 0
    // Plain loops without calls: they are the innermost ones of reading a table.
    for (let digit = (byte - zero) >>> 0; digit <= 9; digit = (byte - zero) >>> 0) {
      if (digits < half) upper = (upper * 10 + digit) | 0
      else lower = (lower * 10 + digit) | 0
      digits++
      byte = bytes[++at] ?? 0
    }
    let fraction = 0
    if (byte === this.mark) {
      const mark = at
      byte = bytes[++at] ?? 0
      if (digits === 0) while (byte === zero) byte = bytes[++at] ?? 0
      let digit = (byte - zero) >>> 0
      while (digit <= 9 && digits < half) {
        upper = (upper * 10 + digit) | 0
        digits++
        digit = ((bytes[++at] ?? 0) - zero) >>> 0
      }
      while (digit <= 9) {
        lower = (lower * 10 + digit) | 0
        digits++
        digit = ((bytes[++at] ?? 0) - zero) >>> 0
      }
      byte = bytes[at] ?? 0
      fraction = at - mark - 1
      if (at - first === 1) return Number.NaN
    } else if (at === first) return Number.NaN
    if (digits > 2 * half) return Number.NaN
    this.end = at
    const exponent = byte === lowerE || byte === upperE ? this.exponent(bytes, at) : 0
    const value = decimal(upper, lower, digits, exponent - fraction)
    return isNegative ? -value : value
  }

  /** The exponent behind an e; NaN where there is none. */
  private exponent(bytes: Uint8Array, mark: number): number {
    let at = mark + 1
    const isNegative = bytes[at] === minus
    if (isNegative || bytes[at] === plus) at++
    const first = at
    let value = 0
    for (let digit = (bytes[at] ?? 0) - zero; digit >= 0 && digit <= 9; digit = (bytes[++at] ?? 0) - zero)
      value = value * 10 + digit
    this.end = at
    if (at === first || at - first > 5) return Number.NaN
    return isNegative ? -value : value
  }
}
