/** The first of some names or values, quoted: "Berlin", "Rome", …. */
export const listed = (values: ReadonlyArray<string>, most = 3): string => {
  const shown = values
    .slice(0, most)
    .map((value) => JSON.stringify(value.length > 40 ? `${value.slice(0, 37)}…` : value))
  return `${shown.join(', ')}${values.length > most ? ', …' : ''}`
}
