/** Whole numbers with so many digits that float64 may not hold them. */
const long = /(?<![\d.eE+"\\-])-?\d{16,}(?![\d.eE])/g

/**
 * A whole number in JSON text that float64 does not hold, so that parsing it has lost digits; undefined if there is none.
 * A number in quotes is text and keeps its digits.
 */
export const lostDigits = (text: string): string | undefined => {
  if (!/\d{16}/.test(text)) return undefined
  const outside = text.replace(/"(?:[^"\\]|\\.)*"/g, '""')
  return outside.match(long)?.find((digits) => BigInt(Number(digits)) !== BigInt(digits))
}
