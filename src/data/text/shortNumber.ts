/** Six significant digits tell most numbers of float32 apart that people write; nine tell all. */
const [fewest, most] = [6, 9]

/**
 * A number of float32 as the decimal number of fewest digits that float32 rounds to it: 82.04 instead of
 * 82.04000091552734. Numbers that are not of float32 stay as they are.
 */
export const shortNumber = (value: number): number => {
  if (Number.isInteger(value) || !Number.isFinite(value)) return value
  for (let digits = fewest; digits <= most; digits++) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === value) return short
  }
  return value
}
