import { boolean, describe, number } from '../../codec/index.ts'
import { fill, like, mean, shift, square, sumTo } from '../../tensor/derived.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { extentAt, product, times } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { Parameter } from '../core/initial.ts'
import type { Program } from '../core/stage.ts'
import { stage } from '../core/stage.ts'

/** ε, added to a variance before its square root is taken. */
export const epsilon = describe(
  number({ exclusiveMinimum: 0 }),
  'added to the variance, for stability; 1e-5 by default',
)

export const affine = describe(boolean, 'whether to scale and shift the result by trained numbers; true by default')

const constantParameter = (shape: Sizes, initialiser: number): Parameter => ({
  shape,
  initialiser,
  fan: { in: 1, out: 1 },
})

/** γ, initially 1, and β, initially 0. */
export const scaleAndShift = (shape: Sizes) => ({
  scale: constantParameter(shape, 1),
  shift: constantParameter(shape, 0),
})

/** Normalised rows of a matrix with their pullback. */
interface Normal<T> {
  readonly normal: T
  readonly pullback: (dnormal: T) => T
}

type Normalise = <T>(A: Tensor<T>, x: T, epsilon: number) => Normal<T>

/** Rows divided by √(mean square + ε), and 1 over that in their shape. */
const divide = <T>(A: Tensor<T>, x: T, tiny: number): readonly [normal: T, inverse: T] => {
  const squares = mean(A, square(A, x), [1])
  const inverse = like(A, A.div(fill(A, 1, A.shape(squares)), A.sqrt(shift(A, squares, tiny))), x)
  return [A.mul(x, inverse), inverse]
}

const meanOf = <T>(A: Tensor<T>, a: T): T => like(A, mean(A, a, [1]), a)

/**
 * Every row of a matrix with mean 0 and variance 1.
 *
 *     x̂ = (x − μ) / √(σ² + ε)      dx = (dx̂ − μ(dx̂) − x̂ · μ(dx̂·x̂)) / √(σ² + ε)      x: [r, m], μ and σ² of each row
 */
export const standardise: Normalise = (A, x, tiny) => {
  const [normal, inverse] = divide(A, A.sub(x, meanOf(A, x)), tiny)
  return {
    normal,
    pullback: (d) => {
      const along = A.mul(normal, meanOf(A, A.mul(d, normal)))
      return A.mul(A.sub(A.sub(d, meanOf(A, d)), along), inverse)
    },
  }
}

/**
 * Every row of a matrix with mean square 1.
 *
 *     x̂ = x / √(μ(x²) + ε)      dx = (dx̂ − x̂ · μ(dx̂·x̂)) / √(μ(x²) + ε)      x: [r, m], μ of each row
 */
export const unitSquare: Normalise = (A, x, tiny) => {
  const [normal, inverse] = divide(A, x, tiny)
  return {
    normal,
    pullback: (d) => A.mul(A.sub(d, A.mul(normal, meanOf(A, A.mul(d, normal)))), inverse),
  }
}

/**
 * Examples of these sizes, each in `parts` parts that are normalised separately, then scaled by γ and shifted by β if
 * these are among the parameters; `repeats` is the shape in which γ and β broadcast to an example.
 *
 *     y = γ·x̂ + β      dx̂ = γ·dy      dγ = Σ dy·x̂      dβ = Σ dy      sums over the axes along which γ and β repeat
 */
export const normalised =
  (
    normalise: Normalise,
    sizes: Sizes,
    { parts, repeats, epsilon: tiny }: { readonly parts: number; readonly repeats: Sizes; readonly epsilon: number },
  ): Program =>
  (A, { x, parameters: { scale: gamma, shift: beta } }) => {
    const shape = A.shape(x)
    const matrix = [times(extentAt(shape, 0), parts), product(sizes) / parts]
    const inner = normalise(A, A.reshape(x, matrix), tiny)
    const normal = A.reshape(inner.normal, shape)
    const factors = gamma === undefined ? undefined : A.expand(A.reshape(gamma, repeats), shape)
    const scaled = factors === undefined ? normal : A.mul(normal, factors)
    const y = beta === undefined ? scaled : A.add(scaled, A.expand(A.reshape(beta, repeats), shape))
    return stage(y, (dy) => {
      const d = factors === undefined ? dy : A.mul(dy, factors)
      const back = (d: typeof dy, parameter: typeof dy) => A.reshape(sumTo(A, d, repeats), A.shape(parameter))
      return {
        dx: A.reshape(inner.pullback(A.reshape(d, matrix)), shape),
        dparameters: {
          ...(gamma === undefined ? {} : { scale: back(A.mul(dy, normal), gamma) }),
          ...(beta === undefined ? {} : { shift: back(dy, beta) }),
        },
      }
    })
  }
