/** A number with its noun in the singular or plural: `1 column`, `3 columns`. */
export const counted = (n: number, noun: string, plural = `${noun}s`): string => `${n} ${n === 1 ? noun : plural}`
