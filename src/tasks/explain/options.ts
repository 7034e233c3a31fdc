import type { Fault } from '../../codec/index.ts'
import type { Dataset } from '../../data/index.ts'
import type { Model } from '../../model/index.ts'
import { product } from '../../tensor/shape.ts'

export interface ExplainOptions {
  /** The entries of the code to explain, counted from 0; all by default. */
  readonly entries?: ReadonlyArray<number>
  /** How many rows to name that excite an entry most, and least; 10 by default. */
  readonly top?: number
  /** How many columns, labels and near entries to name; 5 by default. */
  readonly columns?: number
  /** How many rows the Jacobians are averaged over; 64 by default. */
  readonly derivativeRows?: number
  /** How many rows have integrated gradients; 16 by default, none with 0. */
  readonly pathRows?: number
  /** Rows whose mean is the baseline of integrated gradients: those of training; the rows themselves by default. */
  readonly baseline?: Dataset
}

/** The options with their defaults. */
export interface Explaining extends Required<Omit<ExplainOptions, 'baseline'>> {
  readonly baseline?: Dataset
}

export const explaining = ({ code }: Model, options: ExplainOptions): Explaining => ({
  top: 10,
  columns: 5,
  derivativeRows: 64,
  pathRows: 16,
  entries: Array.from({ length: product(code) }, (_, i) => i),
  ...options,
})

/** What is wrong with the entries that are asked for. */
export const entryFaults = ({ code }: Model, entries: ReadonlyArray<number> = []): ReadonlyArray<Fault> => {
  const width = product(code)
  return entries
    .filter((entry) => !Number.isInteger(entry) || entry < 0 || entry >= width)
    .map((entry) => ({
      fault: 'out of range',
      where: 'entries',
      expected: `entries of the code, 0 … ${width - 1}`,
      found: String(entry),
    }))
}
