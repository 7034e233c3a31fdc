import type { Fallible, Fault } from '../codec/index.ts'
import type { Numbers, Schema } from '../data/index.ts'
import type { Sizes } from '../tensor/shape.ts'

/** What is known of rows beside their numbers. */
export interface Layout {
  /** The sizes of one row. */
  readonly sizes: Sizes
  /** The names of the columns, where there are any. */
  readonly columns?: ReadonlyArray<string>
  /** What the columns hold, where it is known. */
  readonly schema?: Schema
  /**
   * The position that each column had before all steps, −1 for one that is made of several; absent where all are where they
   * were.
   */
  readonly origins?: ReadonlyArray<number>
  /** The number of tokens that there are, where the entries of rows are tokens. */
  readonly vocabulary?: number
}

/**
 * Some rows on their way through the steps. A missing entry is NaN until a step fills it in; the mask keeps saying that it
 * was missing.
 */
export interface Block {
  /** The sizes of one row. */
  readonly sizes: Sizes
  readonly length: number
  /** length × sizes, row-major. */
  readonly values: Numbers
  /** 0 where an entry was missing; absent where none was. */
  readonly mask?: Float32Array
  /** The texts that the cells of columns of free text are indices of. */
  readonly texts?: ReadonlyArray<string>
}

/** An entry that a step cannot take: its place in the values of a block, and what is wrong with it. */
export interface WrongEntry extends Pick<Fault, 'expected' | 'found' | 'remedy'> {
  readonly at: number
}

/** What a fitted step does with rows. */
export interface Transform {
  /** What is known of rows after the step; or why it does not take such rows. `where` is the place of the step. */
  readonly layout: (before: Layout, where: string) => Fallible<Layout>
  readonly forward: (rows: Block) => Block
  /** The way back. What a step loses, it says in its docblock. */
  readonly inverse: (rows: Block) => Block
  /** The first entry of a block that the step cannot take, if there is one. */
  readonly refuses?: (rows: Block) => WrongEntry | undefined
  /** How often it loses something of rows, by what is to be said of it: texts that it cuts, tokens that it does not know. */
  readonly losses?: (rows: Block) => ReadonlyMap<string, number>
}

/** The rows that a step is fitted on: what the steps before it made of the training rows. */
export interface TrainingRows extends Layout {
  readonly length: number
  /** All rows, some at a time, as often as they are asked for. */
  readonly blocks: () => Iterable<Block>
}
