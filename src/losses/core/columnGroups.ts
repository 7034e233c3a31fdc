import type { Noise } from '../../layers/index.ts'
import { scale } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { product } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { BuiltTerm, Compared, Given, OutputSample, RowErrors } from './term.ts'

/** Some columns of the rows, with the likelihood that they have. */
export interface ColumnGroup {
  /** How many columns of the input. */
  readonly width: number
  readonly weight: number
  /** What the likelihood wants of the decoder for these columns alone: [..., width] or [..., width, P]. */
  readonly outputSizes: Sizes
  readonly built: BuiltTerm
}

/** A group with its places along the last axis of input and output. */
interface Placed extends ColumnGroup {
  readonly from: number
  readonly outputFrom: number
  readonly outputWidth: number
}

/** How many columns of the output a group takes, for rows with these other axes. */
export const outputWidth = ({ outputSizes }: Pick<ColumnGroup, 'outputSizes'>, rest: Sizes): number =>
  product(outputSizes) / product(rest)

const place = (groups: ReadonlyArray<ColumnGroup>, rest: Sizes): ReadonlyArray<Placed> => {
  let [from, outputFrom] = [0, 0]
  return groups.map((group) => {
    const placed = { ...group, from, outputFrom, outputWidth: outputWidth(group, rest) }
    from += group.width
    outputFrom += placed.outputWidth
    return placed
  })
}

/** Columns from `start` on. */
const columnsAt = <T>(A: Tensor<T>, a: T, start: number, width: number): T => {
  const others = A.shape(a).slice(0, -1)
  return A.slice(a, [...others.map(() => null), { start, stop: start + width }])
}

const joinColumns = <T>(A: Tensor<T>, parts: ReadonlyArray<T>): T =>
  A.concat(parts, A.shape(parts[0] ?? A.constant([], [0])).length - 1)

const outputOf = <T>(A: Tensor<T>, output: T, { outputFrom, outputWidth: width, outputSizes }: Placed): T =>
  A.reshape(columnsAt(A, output, outputFrom, width), [...A.shape(output).slice(0, 1), ...outputSizes])

const givenOf = <T>(A: Tensor<T>, given: Given<T> | undefined, { from, width }: Placed): Given<T> | undefined =>
  given === undefined
    ? undefined
    : {
        x: columnsAt(A, given.x, from, width),
        ...(given.mask === undefined ? {} : { mask: columnsAt(A, given.mask, from, width) }),
      }

/** The errors of the rows in one group, with their pullback to its columns of the output. */
const groupErrors = <T>(A: Tensor<T>, { target, output, mask }: Compared<T>, group: Placed): RowErrors<T> => {
  const { from, width, built, weight } = group
  if (built.errors === undefined) throw new Error('a term without errors in columns')
  const own = outputOf(A, output, group)
  const errors = built.errors(A, {
    target: columnsAt(A, target, from, width),
    output: own,
    ...(mask === undefined ? {} : { mask: columnsAt(A, mask, from, width) }),
  })
  const flat = A.shape(columnsAt(A, output, group.outputFrom, group.outputWidth))
  return {
    value: scale(A, errors.value, weight),
    pullback: (d) => A.reshape(errors.pullback(scale(A, d, weight)), flat),
  }
}

/** The weighted sum of the errors of all groups, row by row. */
const errorsWith =
  (placed: ReadonlyArray<Placed>) =>
  <T>(A: Tensor<T>, compared: Compared<T>): RowErrors<T> => {
    const each = placed.map((group) => groupErrors(A, compared, group))
    const [first, ...rest] = each.map(({ value }) => value)
    return {
      value: rest.reduce<T>(A.add, first ?? compared.target),
      pullback: (d) =>
        joinColumns(
          A,
          each.map(({ pullback }) => pullback(d)),
        ),
    }
  }

/** The mean of every group in its columns. */
const meanWith =
  (placed: ReadonlyArray<Placed>) =>
  <T>(A: Tensor<T>, output: T, given?: Given<T>): T =>
    joinColumns(
      A,
      placed.map((group) => {
        const own = outputOf(A, output, group)
        return group.built.mean?.(A, own, givenOf(A, given, group)) ?? own
      }),
    )

/** A sample of every group, or its mean where a likelihood cannot be sampled. */
const sampleWith = (placed: ReadonlyArray<Placed>): OutputSample => ({
  noise: placed.reduce<Named.Named<Noise>>(
    (all, { built }, i) => ({ ...all, ...Named.prefix(built.sample?.noise ?? {}, String(i)) }),
    {},
  ),
  run: (A, output, noise, given) =>
    joinColumns(
      A,
      placed.map((group, i) => {
        const [own, row] = [outputOf(A, output, group), givenOf(A, given, group)]
        const drawn = group.built.sample?.run(A, own, Named.within(noise, String(i)), row)
        return drawn ?? group.built.mean?.(A, own, row) ?? own
      }),
    ),
})

/** What groups of columns are together: a term that compares rows of these other axes, group by group. */
export const joinedGroups = (groups: ReadonlyArray<ColumnGroup>, rest: Sizes) => {
  const placed = place(groups, rest)
  const width = placed.reduce((sum, group) => sum + group.outputWidth, 0)
  return {
    outputSizes: [...rest, width],
    targets: { columns: groups.map(({ width: own, built }) => ({ width: own, domain: built.targets })) },
    isLikelihood: groups.every(({ weight, built }) => weight === 1 && built.isLikelihood),
    errors: errorsWith(placed),
    mean: meanWith(placed),
    sample: sampleWith(placed),
  } as const
}
