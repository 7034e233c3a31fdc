import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Codec, Fallible } from '../../codec/index.ts'
import { array, boolean, describe, failure, integer, settle, struct } from '../../codec/index.ts'
import type { Add, Mul } from '../../layers/shape/arithmetic.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { drawShape, lastExtent, sameShape } from '../../tensor/shape.ts'
import type { ColumnGroup } from '../core/columnGroups.ts'
import { joinedGroups } from '../core/columnGroups.ts'
import { defineTerm } from '../core/define.ts'
import type { ColumnsHead, Head, HeadOf, Loss, SameHead } from '../core/loss.ts'
import { onlyTerm } from '../core/loss.ts'
import { weightedMean } from '../core/rowReconstruction.ts'
import type { BuiltTerm, TermContext, TermNested, TermSpec } from '../core/term.ts'
import { builtTerm, unfitTerm } from '../core/term.ts'

/** Some columns in a spec: how many, and what compares them. */
interface GroupSpec {
  readonly columns: number
  readonly likelihood: TermSpec
}

interface Settings {
  readonly groups: ReadonlyArray<GroupSpec>
  readonly balanced?: boolean
}

const groupCodec = ({ term }: TermNested): Codec<GroupSpec> =>
  struct({ columns: integer({ minimum: 1, maximum: 16_777_216 }), likelihood: term })

const balancing = describe(
  boolean,
  'whether a group without a weight of its own counts as 1 for each of its variables where nothing is known of them; true by default',
)

/** The weight of a group: the one that is said, or what makes the error of a model that knows nothing 1 per variable. */
const weightOf = ({ weight }: TermSpec, { uninformed = 1 }: BuiltTerm, balanced: boolean): number =>
  typeof weight === 'number' ? weight : balanced && uninformed > 0 ? 1 / uninformed : 1

/** A group whose weight is a schedule, or whose term wants sizes that do not begin with those of its columns. */
const unfit = (
  { likelihood }: GroupSpec,
  built: BuiltTerm,
  rest: Sizes,
  where: string,
): Fallible<never> | undefined => {
  if (likelihood.weight !== undefined && typeof likelihood.weight !== 'number')
    return failure({ fault: 'wrong value', where: `${where}.weight`, expected: 'a number', found: 'a schedule' })
  const { outputSizes } = built
  if (outputSizes !== undefined && !sameShape(outputSizes.slice(0, rest.length), rest))
    return failure({
      fault: 'wrong shape',
      where,
      expected: 'a likelihood of single columns',
      found: `one that wants ${drawShape(outputSizes)} of the decoder`,
    })
  return undefined
}

const buildGroup = (
  group: GroupSpec,
  index: number,
  rest: Sizes,
  balanced: boolean,
  code: Sizes,
  context: TermContext,
): Fallible<ColumnGroup> => {
  const sizes = [...rest, group.columns]
  const key = `groups[${index}].likelihood`
  return pipe(
    context.nest(group.likelihood, { input: sizes, code }, key),
    Either.flatMap(
      (built) =>
        unfit(group, built, rest, `${context.where}.${key}`) ??
        Either.right({
          width: group.columns,
          weight: weightOf(group.likelihood, built, balanced),
          outputSizes: built.outputSizes ?? sizes,
          built,
        }),
    ),
  )
}

/** The columns that the likelihood of a group takes of the output, as the compiler knows them. */
type GroupWidth<Group> = Group extends {
  readonly columns: infer C extends number
  readonly likelihood: Loss<never, infer H>
}
  ? [H] extends [SameHead]
    ? C
    : [H] extends [HeadOf<infer Count>]
      ? Mul<C, Count>
      : number
  : number

type TotalWidth<Groups, Sum extends number = 0> = Groups extends readonly [infer First, ...infer Rest]
  ? TotalWidth<Rest, Add<Sum, GroupWidth<First>>>
  : Groups extends readonly []
    ? Sum
    : number

/** Some columns, and the loss of one term that compares them. */
interface Group {
  readonly columns: number
  readonly likelihood: Loss<never, Head>
}

/**
 * The likelihood of a table whose columns differ: groups of neighbouring columns, along the last axis, each with a
 * likelihood of its own, such as `mse` for numbers, `softmaxCrossEntropy` for the one-hot columns of a category,
 * `bceWithLogits` for yes/no and `negativeBinomial` for counts (as in Nazabal et al. 2020). The decoder gives the numbers
 * of all groups one after the other.
 *
 *     e = Σ w·e(group)      w = 1 / (the error per variable of a model that knows nothing), or the weight that is said
 *
 * By default the weights are balanced: a category of k values counts 1/log k, a yes/no column 1/log 2, an id or a pixel
 * likewise, all others 1, so that each variable costs about 1 before anything is learned, if numbers are standardised.
 * `weighted(2, mse)` in a group says its weight. With `balanced: false` and no weights it is a likelihood.
 *
 * @example
 * const loss = columnLikelihoods([
 *   { columns: 3, likelihood: summed(mse) },
 *   { columns: 5, likelihood: softmaxCrossEntropy },
 *   { columns: 1, likelihood: weighted(2, negativeBinomial()) },
 * ])
 * autoencoder({
 *   encoder: pipe(input([9]), dense(8), relu, dense(2)),
 *   decoder: pipe(input([2]), dense(8), relu, dense(10)),
 *   loss,
 * })
 */
export const columnLikelihoods = defineTerm<
  Settings,
  <const Groups extends ReadonlyArray<Group>>(
    groups: Groups,
    options?: { readonly balanced?: boolean },
  ) => Loss<never, ColumnsHead<TotalWidth<Groups>>>
>(
  {
    name: 'columnLikelihoods',
    summary: 'Likelihood of a table of mixed columns: groups of columns, each with a likelihood of its own.',
    codec: (common, nested) =>
      struct({ groups: array(groupCodec(nested), { minItems: 1 }) }, { ...common, balanced: balancing }),
    example: {
      groups: [
        { columns: 1, likelihood: { term: 'mse', reduction: 'sum' } },
        { columns: 3, likelihood: { term: 'softmaxCrossEntropy' } },
      ],
    },
    build: ({ groups, balanced = true }, { input, code }, context) => {
      const rest = input.slice(0, -1)
      const sum = groups.reduce((total, { columns }) => total + columns, 0)
      if (sum !== lastExtent(input))
        return unfitTerm(context, {
          at: 'groups',
          fault: 'wrong shape',
          expected: `groups of ${lastExtent(input)} columns together, as rows have`,
          found: String(sum),
        })
      const built = groups.map((group, i) => buildGroup(group, i, rest, balanced, code, context))
      const faults = built.flatMap((one) => (Either.isLeft(one) ? one.left : []))
      const good = built.flatMap((one) => (Either.isRight(one) ? [one.right] : []))
      return pipe(
        settle(faults, () => joinedGroups(good, rest)),
        Either.flatMap(({ errors, ...joined }) =>
          builtTerm({
            ...joined,
            domain: 'real',
            run: (A, given) => weightedMean(A, given, errors(A, given)),
            rows: (A, compared) => errors(A, compared).value,
            errors,
          }),
        ),
      )
    },
  },
  (specify) => (groups, options) =>
    specify({
      groups: groups.map(({ columns, likelihood }) => ({
        columns,
        likelihood: onlyTerm(likelihood, 'columnLikelihoods'),
      })),
      ...options,
    }),
)
