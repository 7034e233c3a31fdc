import type { Finding } from '../../codec/index.ts'
import { fill, like, times, total } from '../../tensor/derived.ts'
import { present } from '../../tensor/present.ts'
import type { Sizes } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { Term } from './define.ts'
import { joinParts, withParameters } from './parameters.ts'
import type { Reduction } from './reconstruction.ts'
import { divisor, entryWeights, sumRows } from './reconstruction.ts'
import type { BuiltTerm, Compared, Domain, OutputSample, RowErrors, TermInput, TermSizes } from './term.ts'
import { builtTerm, termValue, unfitTerm } from './term.ts'

/** The error of each entry of the input, [N, …input], with its pullback to the output, [N, …output]. */
export interface EntryErrors<T> {
  readonly value: T
  readonly pullback: (dvalue: T) => T
}

/** A likelihood for rows of known sizes. */
export interface Likelihood {
  readonly outputSizes: Sizes
  /** The negative log-likelihood of each entry; where a mask hides one, the target is the neutral value. */
  readonly errors: <T>(A: Tensor<T>, compared: Compared<T>) => EntryErrors<T>
  readonly targets: Domain
  /** A target that is in the domain, for entries that are not known; 0 by default. */
  readonly neutral?: number
  /** Further entries that do not count, 1 where they do: padding, of which the target says that it is that. */
  readonly counted?: <T>(A: Tensor<T>, target: T) => T
  readonly mean: NonNullable<BuiltTerm['mean']>
  readonly sample?: OutputSample
  /** Whether the errors are those of a probability or a density; true by default. */
  readonly isLikelihood?: boolean
  /** The error per variable of a model that knows nothing, in the columns of a table the unit of balanced weights. */
  readonly uninformed?: number
}

/** What defines a likelihood as a term. */
interface LikelihoodTerm<S extends object> extends Omit<Term<S>, 'build'> {
  readonly sizeFault?: (settings: S, sizes: TermSizes) => (Finding & { readonly at?: string }) | undefined
  readonly likelihood: (settings: S, sizes: TermSizes) => Likelihood
}

/** What is compared, with the neutral value for targets that are not known and a mask of what counts. */
const cleared = <T, C extends Compared<T>>(A: Tensor<T>, { neutral = 0, counted }: Likelihood, compared: C): C => {
  const { mask, target } = compared
  const known = mask === undefined ? target : A.where(mask, target, fill(A, neutral, A.shape(target)))
  if (counted === undefined) return { ...compared, target: known }
  const counts = counted(A, known)
  const both = mask === undefined ? counts : A.mul(counts, mask)
  return { ...compared, target: A.where(both, known, fill(A, neutral, A.shape(target))), mask: both }
}

const run = <T>(A: Tensor<T>, likelihood: Likelihood, given: TermInput<T>, by: Reduction) => {
  const input = cleared(A, likelihood, given)
  const { value, pullback } = likelihood.errors(A, input)
  const [weights, count] = [entryWeights(A, input), divisor(A, input, by)]
  return termValue(A.div(total(A, weights === undefined ? value : A.mul(value, weights)), count), (dvalue) => {
    const share = A.div(dvalue, count)
    return { doutput: pullback(weights === undefined ? like(A, share, value) : times(A, weights, share)) }
  })
}

const rowsOf = <T>(A: Tensor<T>, likelihood: Likelihood, given: Compared<T>, by: Reduction): RowErrors<T> => {
  const compared = cleared(A, likelihood, given)
  const { value, pullback } = likelihood.errors(A, compared)
  const rows = sumRows(A, value, compared.mask, by)
  return { value: rows.value, pullback: (d) => pullback(rows.pullback(d)) }
}

/**
 * A reconstruction term from a likelihood: its negative logarithm entry by entry, of an output of any sizes. Its
 * reduction is the sum over the features by default, so that it is the negative log-likelihood of a row. With sample
 * weights wₙ and a mask mₙⱼ of known entries, Wₙⱼ = wₙ·mₙⱼ:
 *
 *     sum:  L = Σ W·e / Σₙ wₙ      mean:  L = Σ W·e / Σ W      de = dL · W / the same divisor
 */
export const likelihoodTerm = <S extends { readonly reduction?: Reduction }>({
  likelihood: likelihoodFor,
  sizeFault,
  ...definition
}: LikelihoodTerm<S>): Term<S> => ({
  ...definition,
  compares: true,
  build: (settings, sizes, context) => {
    const finding = sizeFault?.(settings, sizes)
    if (finding !== undefined) return unfitTerm(context, finding)
    const by = settings.reduction ?? 'sum'
    const likelihood = likelihoodFor(settings, sizes)
    const { outputSizes, targets, mean, sample, isLikelihood = true, uninformed } = likelihood
    return builtTerm({
      domain: 'real',
      targets,
      outputSizes,
      isLikelihood: by === 'sum' && isLikelihood,
      mean,
      ...present({ sample, uninformed }),
      run: (A, input) => run(A, likelihood, input, by),
      rows: (A, compared) => rowsOf(A, likelihood, compared, by).value,
      errors: (A, compared) => rowsOf(A, likelihood, compared, by),
    })
  },
})

/** The error of each entry, with its derivative in each of the parameters that the output has for it. */
export interface PartErrors<T> {
  readonly value: T
  readonly derivatives: () => ReadonlyArray<T>
}

/** A likelihood with several parameters for each entry of the input. */
interface Parts {
  readonly count: number
  readonly error: <T>(A: Tensor<T>, target: T, output: T) => PartErrors<T>
}

/** The sizes and the errors of a likelihood whose output has the parameters of each entry along its last axis. */
export const entrywise = (
  { input }: TermSizes,
  { count, error }: Parts,
): Pick<Likelihood, 'outputSizes' | 'errors'> => ({
  outputSizes: withParameters(input, count),
  errors: (A, { target, output }) => {
    const { value, derivatives } = error(A, target, output)
    return {
      value,
      pullback: (d) =>
        joinParts(
          A,
          derivatives().map((slope) => A.mul(slope, d)),
        ),
    }
  },
})
