/** A number of things: 1 cell, 2 cells, 5,000 cells. */
export const counted = (n: number, noun: string): string => `${grouped(n)} ${noun}${n === 1 ? '' : 's'}`

/** A whole number with its thousands apart: 5,000. */
export const grouped = (n: number): string => n.toLocaleString('en-US')

/** The first of some names or values, quoted: "Berlin", "Rome", …. */
export const listed = (values: ReadonlyArray<string>, most = 3): string => {
  const shown = values
    .slice(0, most)
    .map((value) => JSON.stringify(value.length > 40 ? `${value.slice(0, 37)}…` : value))
  return `${shown.join(', ')}${values.length > most ? ', …' : ''}`
}
