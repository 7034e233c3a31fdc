/** How many places a finding names. */
const most = 8

/** Places as text: `entries 3, 7, 12`; of many the first and how many there are. */
export const entriesText = (places: ReadonlyArray<number>, noun = 'entry', plural = 'entries'): string => {
  const named = places.slice(0, most).join(', ')
  if (places.length > most) return `${plural} ${named}, … (${places.length} of them)`
  return `${places.length === 1 ? noun : plural} ${named}`
}

/** A share as text: `12 %`, `0.3 %`. */
export const percent = (share: number): string => {
  const value = 100 * share
  return `${value >= 10 || value === 0 ? value.toFixed(0) : value.toPrecision(2)} %`
}

/** A number with three digits that say something. */
export const short = (value: number): string => {
  if (!Number.isFinite(value)) return String(value)
  return Math.abs(value) >= 1000 ? Math.round(value).toLocaleString('en-US') : String(Number(value.toPrecision(3)))
}
