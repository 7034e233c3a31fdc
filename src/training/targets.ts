import type { Domain } from '../losses/index.ts'

/** What the targets of a term must be: a sentence for faults, and which numbers are not. */
export interface Demand {
  readonly expected: string
  readonly remedy: string
  readonly isWrong: (value: number) => boolean
}

const unit: Demand = {
  expected: 'a number from 0 to 1',
  remedy: 'scale the data with preprocessing: [minMax()], or use mse',
  isWrong: (value) => value < 0 || value > 1,
}

const openUnit: Demand = {
  expected: 'a number between 0 and 1, neither of them',
  remedy: 'a beta distribution has no finite density at 0 and 1: move the values inside, or use bce',
  isWrong: (value) => value <= 0 || value >= 1,
}

const count: Demand = {
  expected: 'a count: a whole number that is not negative',
  remedy:
    'give counts as they are, without scaling, and let the encoder begin with symlog; other numbers take gaussianLikelihood',
  isWrong: (value) => value < 0 || !Number.isInteger(value),
}

const ids = (below: number, ignored: number | undefined): Demand => ({
  expected: `an id: a whole number from 0 to ${below - 1}${ignored === undefined || (ignored >= 0 && ignored < below) ? '' : `, or ${ignored} for none`}`,
  remedy: 'give the ids without scaling, or the likelihood more classes',
  isWrong: (value) => value !== ignored && !(Number.isInteger(value) && value >= 0 && value < below),
})

/** Numbers in float32 may be this far from a level, as a part of the distance to the next. */
const tolerance = 1e-2

const levels = (all: number): Demand => ({
  expected: `one of ${all} evenly spaced levels from 0 to 1`,
  remedy: `divide whole numbers by ${all - 1}, or say how many levels there are: discretisedLogistic({ levels: … })`,
  isWrong: (value) => value < 0 || value > 1 || Math.abs(value * (all - 1) - Math.round(value * (all - 1))) > tolerance,
})

/** What a domain demands of the entry at a place in a row of so many numbers; nothing of real numbers. */
export const demandAt = (domain: Domain, place: number): Demand | undefined => {
  switch (domain) {
    case 'real':
      return undefined
    case 'unit':
    case 'simplex':
      return unit
    case 'openUnit':
      return openUnit
    case 'count':
      return count
    default:
      if ('ids' in domain) return ids(domain.ids, domain.ignored)
      if ('levels' in domain) return levels(domain.levels)
      return demandOfColumn(domain.columns, place % domain.columns.reduce((sum, { width }) => sum + width, 0))
  }
}

const demandOfColumn = (
  columns: ReadonlyArray<{ readonly width: number; readonly domain: Domain }>,
  place: number,
): Demand | undefined => {
  const [first, ...rest] = columns
  if (first === undefined) return undefined
  return place < first.width ? demandAt(first.domain, place) : demandOfColumn(rest, place - first.width)
}
