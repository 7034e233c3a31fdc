import * as Either from 'fp-ts/lib/Either.js'
import { counted } from './counted.ts'

/**
 * A fault is bad input described as data: where it is, what was expected, what was found and how to mend it.
 * Boundaries return faults, all of them at once; only programmer errors throw.
 */
export interface Fault {
  /** The kind of fault, for machines: `misspelt key`, `wrong type`, `ragged row` … */
  readonly fault: string
  /** Where: a path in a spec (`encoder.layers[1].units`), a file with its line, a row and column. */
  readonly where: string
  readonly expected: string
  readonly found: string
  /** What to do about it, as an imperative or a question (`did you mean "dense"?`). */
  readonly remedy?: string
}

/** At least one fault. */
export type Faults = readonly [Fault, ...ReadonlyArray<Fault>]

/** A value, or what is wrong with what it was to be made of. */
export type Fallible<A> = Either.Either<Faults, A>

/** A failure with one fault. */
export const failure = (fault: Fault): Fallible<never> => Either.left([fault])

/** The value if there is no fault, else all faults. The value is made only when it is needed. */
export const settle = <A>(faults: ReadonlyArray<Fault>, value: () => A): Fallible<A> => {
  const [first, ...rest] = faults
  return first === undefined ? Either.right(value()) : Either.left([first, ...rest])
}

/** One line: `encoder.layers[1].layer: expected a layer, found "desne" (did you mean "dense"?)`. */
export const drawFault = ({ where, expected, found, remedy }: Fault): string =>
  `${where}: expected ${expected}, found ${found}${remedy === undefined ? '' : ` (${remedy})`}`

/** So many faults are drawn; the rest is counted. */
const mostDrawn = 20

/** Every fault on a line of its own; of very many the first, and how many there are beside them. */
export const drawFaults = (faults: ReadonlyArray<Fault>): string => {
  const rest = faults.length - mostDrawn
  const lines = faults.slice(0, mostDrawn).map(drawFault)
  return [...lines, ...(rest > 0 ? [`… and ${counted(rest, 'further fault')}`] : [])].join('\n')
}
