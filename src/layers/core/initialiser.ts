import type { Codec } from '../../codec/index.ts'
import { choice, describe, number, numberOr } from '../../codec/index.ts'
import type { Stream } from '../../random/index.ts'
import { draw, path } from '../../random/index.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { product } from '../../tensor/shape.ts'

/** The number of inputs of each output of a weight, and the number of outputs of each input. */
export interface Fan {
  readonly in: number
  readonly out: number
}

type Draw = (stream: Stream, shape: Sizes, fan: Fan) => Float64Array

/** Uniform on (−limit, limit). */
const uniform =
  (limit: (fan: Fan) => number): Draw =>
  (stream, shape, fan) =>
    draw(stream, product(shape), { kind: 'uniform' }).map((u) => (2 * u - 1) * limit(fan))

const normal =
  (deviation: (fan: Fan) => number): Draw =>
  (stream, shape, fan) =>
    draw(stream, product(shape), { kind: 'normal' }).map((z) => z * deviation(fan))

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0)

/** Gram and Schmidt: subtracts the projections on earlier rows, twice for full precision, and scales to length 1. */
const orthonormalise = (rows: ReadonlyArray<Float64Array>): ReadonlyArray<Float64Array> =>
  rows.reduce<ReadonlyArray<Float64Array>>((done, row) => {
    const rest = [...done, ...done].reduce((left, basis) => {
      const part = dot(left, basis)
      return left.map((value, i) => value - part * (basis[i] ?? 0))
    }, row)
    const length = Math.sqrt(dot(rest, rest))
    return [...done, rest.map((value) => value / length)]
  }, [])

/** Orthonormal rows, or columns where there are fewer of them, of the matrix [first axis, all others]. */
const orthogonal: Draw = (stream, shape) => {
  const rows = shape[0] ?? 1
  const columns = product(shape.slice(1))
  const [few, many] = [Math.min(rows, columns), Math.max(rows, columns)]
  const z = draw(stream, few * many, { kind: 'normal' })
  const basis = orthonormalise(Array.from({ length: few }, (_, i) => z.slice(i * many, (i + 1) * many)))
  return Float64Array.from({ length: rows * columns }, (_, at) => {
    const [i, j] = [Math.floor(at / columns), at % columns]
    return (rows <= columns ? basis[i]?.[j] : basis[j]?.[i]) ?? 0
  })
}

/** Normal numbers of which those beyond two standard deviations are drawn again, until none is left. */
const truncated =
  (deviation: number): Draw =>
  (stream, shape) => {
    const normals = (from: Stream) => draw(from, product(shape), { kind: 'normal' })
    let z = normals(stream)
    for (let round = 1; z.some((value) => Math.abs(value) > 2); round++) {
      const again = normals(path(stream, String(round)))
      z = z.map((value, i) => (Math.abs(value) > 2 ? (again[i] ?? value) : value))
    }
    return z.map((value) => value * deviation)
  }

/**
 * Initialisers of weights. U(a) is uniform on (−a, a), N(s) normal with mean 0 and standard deviation s.
 *
 *     glorotUniform    U(√(6 / (fan in + fan out)))   Glorot and Bengio 2010, equation 16; the default of Keras
 *     glorotNormal     N(√(2 / (fan in + fan out)))   the same variance
 *     heUniform        U(√(6 / fan in))               He et al. 2015, equation 10: variance 2 / fan in, for ReLU
 *     heNormal         N(√(2 / fan in))               the same variance
 *     lecunUniform     U(√(3 / fan in))               LeCun et al. 1998, equation 16: variance 1 / fan in, for SELU
 *     lecunNormal      N(√(1 / fan in))               the same variance
 *     torchUniform     U(√(1 / fan in))               the default of torch.nn.Linear and Conv, for weights and biases:
 *                                                     kaiming_uniform_ with a = √5, which has variance 1 / (3 fan in)
 *     truncatedNormal  N(0.02) within two deviations  Devlin et al. 2019 (BERT), the code of the paper
 *     orthogonal       orthonormal rows or columns    Saxe et al. 2014
 *     zeros            0
 */
const initialisers = {
  glorotUniform: uniform((fan) => Math.sqrt(6 / (fan.in + fan.out))),
  glorotNormal: normal((fan) => Math.sqrt(2 / (fan.in + fan.out))),
  heUniform: uniform((fan) => Math.sqrt(6 / fan.in)),
  heNormal: normal((fan) => Math.sqrt(2 / fan.in)),
  lecunUniform: uniform((fan) => Math.sqrt(3 / fan.in)),
  lecunNormal: normal((fan) => Math.sqrt(1 / fan.in)),
  torchUniform: uniform((fan) => Math.sqrt(1 / fan.in)),
  truncatedNormal: truncated(0.02),
  orthogonal,
  zeros: (_stream, shape) => new Float64Array(product(shape)),
} satisfies Record<string, Draw>

export type Initialiser = keyof typeof initialisers

/** The setting of layers with a weight. */
export const initialiser: Codec<Initialiser> = describe(
  choice(
    'glorotUniform',
    'glorotNormal',
    'heUniform',
    'heNormal',
    'lecunUniform',
    'lecunNormal',
    'torchUniform',
    'truncatedNormal',
    'orthogonal',
    'zeros',
  ),
  'the initial values of the weights; glorotUniform by default',
)

/** Initial values of biases: those that do not ask for a matrix, or one number for all. */
export type BiasInitialiser = Extract<Initialiser, 'zeros' | 'torchUniform' | 'truncatedNormal'> | number

/** The setting of layers with a bias. PyTorch's default is torchUniform, with the fan of the weight. */
export const biasInitialiser: Codec<BiasInitialiser> = describe(
  numberOr(number(), choice('zeros', 'torchUniform', 'truncatedNormal')),
  'the initial values of the biases, or one number for all of them; zeros by default',
)

/** The initial values of a parameter: row-major, the same for the same stream. */
export const initialise = (name: Initialiser, stream: Stream, shape: Sizes, fan: Fan): Float64Array =>
  initialisers[name](stream, shape, fan)
