import type { Near } from './directions.ts'
import type { Influence } from './influence.ts'
import type { Activity } from './activity.ts'

/** A row in which an entry of the code is great or small. */
export interface ExcitingRow {
  /** Its number among the rows, from 0. */
  readonly row: number
  readonly value: number
  readonly id?: string
  readonly label?: string
  /** What the row says, where it is a text. */
  readonly text?: string
}

/** How well contributions add up to what they explain. */
export interface Completeness {
  /** The mean magnitude of what they miss, as a part of the mean magnitude of the difference. */
  readonly gap: number
  /** How many steps the path was cut into. */
  readonly steps: number
}

/** What is known of one entry of the code: for a dictionary, the card of a feature. */
export interface EntryCard extends Activity {
  readonly entry: number
  /** Whether it is 0 in all rows, or the same in all rows. */
  readonly state: 'varies' | 'constant' | 'dead'
  /** The columns that the entry reads, by effect: how far it moves as a column moves by one standard deviation. */
  readonly reads?: ReadonlyArray<Influence>
  /**
   * The columns that the entry writes, by effect: how far a column moves as the entry moves by one standard deviation, or,
   * where it is 0 in most rows, from 0 to its mean where it is active.
   */
  readonly writes?: ReadonlyArray<Influence>
  readonly completeness?: Completeness
  /** The columns that the entry varies with, the greatest magnitude of Pearson's correlation first. */
  readonly correlations: ReadonlyArray<{ readonly column: string; readonly correlation: number }>
  /**
   * The share of its variance that lies between the labels (η²), its mutual information with them in nats (in 20 bins of equal
   * width), and the labels in which it is greatest in the mean.
   */
  readonly labels?: {
    readonly correlationRatio: number
    readonly mutualInformation: number
    readonly greatest: ReadonlyArray<{ readonly label: string; readonly mean: number; readonly rows: number }>
  }
  /** The rows in which it is greatest. */
  readonly most: ReadonlyArray<ExcitingRow>
  /** The rows in which it is least; none where it is 0 in most rows and never below. */
  readonly least: ReadonlyArray<ExcitingRow>
  /** Entries that write in nearly the same direction. */
  readonly nearest?: ReadonlyArray<Near>
}
