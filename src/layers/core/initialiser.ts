import type { Codec } from '../../codec/index.ts'
import { choice, describe } from '../../codec/index.ts'
import type { Stream } from '../../random/index.ts'
import { draw } from '../../random/index.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { product } from '../../tensor/shape.ts'

/** How many inputs an output of a weight sees, and how many outputs an input reaches. */
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

/** Takes the parts along earlier rows away, twice for full precision, and scales to length 1. */
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

/**
 * How weights begin. Glorot: variance 2 / (fan in + fan out) (Glorot and Bengio 2010, section 4.2.1); He:
 * variance 2 / fan in, for relu (He et al. 2015, section 2.2); orthogonal: Saxe et al. 2014.
 */
const initialisers = {
  glorotUniform: uniform((fan) => Math.sqrt(6 / (fan.in + fan.out))),
  glorotNormal: normal((fan) => Math.sqrt(2 / (fan.in + fan.out))),
  heUniform: uniform((fan) => Math.sqrt(6 / fan.in)),
  heNormal: normal((fan) => Math.sqrt(2 / fan.in)),
  orthogonal,
  zeros: (_stream, shape) => new Float64Array(product(shape)),
} satisfies Record<string, Draw>

export type Initialiser = keyof typeof initialisers

export const initialiser: Codec<Initialiser> = describe(
  choice('glorotUniform', 'glorotNormal', 'heUniform', 'heNormal', 'orthogonal', 'zeros'),
  'how the weights begin; glorotUniform by default',
)

/** The first values of a parameter: row-major, the same for the same stream. */
export const initialise = (name: Initialiser, stream: Stream, shape: Sizes, fan: Fan): Float64Array =>
  initialisers[name](stream, shape, fan)
