import type { Points } from '../../statistics/index.ts'

/** What one entry of the code does over all rows. */
export interface Activity {
  readonly mean: number
  /** The standard deviation over the rows. */
  readonly deviation: number
  readonly minimum: number
  readonly maximum: number
  /** The share of rows in which it is not 0. */
  readonly density: number
  /** The mean over the rows in which it is not 0; 0 where there are none. */
  readonly activeMean: number
}

/** A row and what an entry of its code is. */
export interface Excited {
  readonly row: number
  readonly value: number
}

/** What each entry of the codes does over all rows. */
export const activities = ({ length, width, values }: Points): ReadonlyArray<Activity> =>
  Array.from({ length: width }, (_, entry) => {
    let [sum, squares, active, activeSum] = [0, 0, 0, 0]
    let [minimum, maximum] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    const shift = values[entry] ?? 0
    for (let row = 0; row < length; row++) {
      const value = values[row * width + entry] ?? 0
      sum += value - shift
      squares += (value - shift) ** 2
      minimum = Math.min(minimum, value)
      maximum = Math.max(maximum, value)
      if (value !== 0) {
        active++
        activeSum += value
      }
    }
    const moved = sum / length
    return {
      mean: shift + moved,
      deviation: Math.sqrt(Math.max(0, squares / length - moved ** 2)),
      minimum,
      maximum,
      density: active / length,
      activeMean: active === 0 ? 0 : activeSum / active,
    }
  })

/** Whether an entry is 0 in most rows and never below: a feature of a dictionary. */
export const isSparse = ({ density, minimum }: Activity): boolean => density < 0.5 && minimum >= 0

/** Puts a row into a sorted list that holds at most so many. */
const insert = (
  list: Array<Excited>,
  most: number,
  one: Excited,
  isBefore: (a: number, b: number) => boolean,
): void => {
  const last = list.at(-1)
  if (list.length === most && (last === undefined || !isBefore(one.value, last.value))) return
  let at = list.length
  while (at > 0 && isBefore(one.value, list[at - 1]?.value ?? 0)) at--
  list.splice(at, 0, one)
  if (list.length > most) list.pop()
}

/** The rows in which an entry is greatest, and those in which it is least, the most extreme first; of equal ones the first. */
export const extremes = (
  { length, width, values }: Points,
  entry: number,
  count: number,
): { readonly most: ReadonlyArray<Excited>; readonly least: ReadonlyArray<Excited> } => {
  const most: Array<Excited> = []
  const least: Array<Excited> = []
  for (let row = 0; row < length; row++) {
    const one = { row, value: values[row * width + entry] ?? 0 }
    insert(most, count, one, (a, b) => a > b)
    insert(least, count, one, (a, b) => a < b)
  }
  return { most, least }
}
