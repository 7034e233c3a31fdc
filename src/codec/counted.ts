/** A whole number with its thousands apart: 5,000. */
export const grouped = (n: number): string => n.toLocaleString('en-US')

/** A number with its noun in the singular or plural: `1 column`, `5,000 columns`. */
export const counted = (n: number, noun: string, plural = `${noun}s`): string =>
  `${grouped(n)} ${n === 1 ? noun : plural}`
