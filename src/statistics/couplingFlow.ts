import type { Points } from './points.ts'

/**
 * A normalising flow of affine couplings (Dinh et al. 2017, RealNVP, section 3): each layer leaves half of the entries, a,
 * and scales and shifts the others, b, by what a small network makes of a. Layers take turns with the even and the odd
 * entries; entries are standardised before the first.
 *
 *     h = tanh(W₁·a + c₁)     [r, t] = W₂·h + c₂     s = 2·tanh(r / 2)     b ← b ⊙ exp s + t
 *     log p(x) = log N(z | 0, I) + Σ s − Σ log σ      z what comes out, σ the deviations of the entries
 */
export interface CouplingFlow {
  readonly mean: ReadonlyArray<number>
  readonly deviations: ReadonlyArray<number>
  /** The number of entries of h. */
  readonly hidden: number
  /** W₁, c₁, W₂, c₂ of each layer, row-major, one after the other. */
  readonly layers: ReadonlyArray<ReadonlyArray<number>>
}

/** What a layer of a flow works on: the entries that stay, and those that it changes. */
export interface Coupling {
  readonly stays: ReadonlyArray<number>
  readonly changes: ReadonlyArray<number>
  readonly hidden: number
}

/** The couplings of a flow: the even entries change in every other layer. */
export const couplingAt = (width: number, hidden: number, layer: number): Coupling => {
  const entries = Array.from({ length: width }, (_, i) => i)
  return {
    stays: entries.filter((i) => i % 2 !== layer % 2),
    changes: entries.filter((i) => i % 2 === layer % 2),
    hidden,
  }
}

/** How many numbers a coupling has. */
export const couplingSize = ({ stays, changes, hidden }: Coupling): number =>
  hidden * (stays.length + 1) + 2 * changes.length * (hidden + 1)

/** Beyond this, no entry is scaled up or down in one layer. */
const mostLogScale = 2

/** What a coupling computes for one point, kept for its gradient. */
export interface CouplingStep {
  readonly h: Float64Array
  readonly s: Float64Array
  readonly t: Float64Array
}

/** h, s and t of a coupling at a point. */
export const couplingStep = (
  { stays, changes, hidden }: Coupling,
  weights: ArrayLike<number>,
  point: Float64Array,
): CouplingStep => {
  const h = new Float64Array(hidden)
  const bias = hidden * stays.length
  for (let i = 0; i < hidden; i++) {
    let sum = weights[bias + i] ?? 0
    for (let j = 0; j < stays.length; j++) sum += (weights[i * stays.length + j] ?? 0) * (point[stays[j] ?? 0] ?? 0)
    h[i] = Math.tanh(sum)
  }
  const count = changes.length
  const [second, last] = [bias + hidden, bias + hidden + 2 * count * hidden]
  const row = (k: number): number => {
    let sum = weights[last + k] ?? 0
    for (let i = 0; i < hidden; i++) sum += (weights[second + k * hidden + i] ?? 0) * (h[i] ?? 0)
    return sum
  }
  const s = new Float64Array(count)
  const t = new Float64Array(count)
  for (let k = 0; k < count; k++) {
    s[k] = mostLogScale * Math.tanh(row(k) / mostLogScale)
    t[k] = row(count + k)
  }
  return { h, s, t }
}

/** ds/dr of s = 2·tanh(r / 2). */
export const logScaleSlope = (s: number): number => 1 - (s / mostLogScale) ** 2

/** Changes a point by a coupling, in place. */
export const couple = ({ changes }: Coupling, { s, t }: CouplingStep, point: Float64Array): void =>
  changes.forEach((entry, k) => (point[entry] = (point[entry] ?? 0) * Math.exp(s[k] ?? 0) + (t[k] ?? 0)))

const uncouple = ({ changes }: Coupling, { s, t }: CouplingStep, point: Float64Array): void =>
  changes.forEach((entry, k) => (point[entry] = ((point[entry] ?? 0) - (t[k] ?? 0)) * Math.exp(-(s[k] ?? 0))))

const couplingsOf = ({ mean, hidden, layers }: CouplingFlow): ReadonlyArray<Coupling> =>
  layers.map((_, layer) => couplingAt(mean.length, hidden, layer))

/** A point in units of the deviations. */
const standardised = ({ mean, deviations }: CouplingFlow, point: ArrayLike<number>): Float64Array =>
  Float64Array.from(mean, (centre, i) => ((point[i] ?? 0) - centre) / (deviations[i] ?? 1))

/** log p of every point, in nats. */
export const flowLogDensity = (flow: CouplingFlow, { length, width, values }: Points): Float64Array => {
  const couplings = couplingsOf(flow)
  const volume = flow.deviations.reduce((sum, deviation) => sum + Math.log(deviation), 0)
  return Float64Array.from({ length }, (_, row) => {
    const z = standardised(flow, values.subarray(row * width, (row + 1) * width))
    let log = -volume - 0.5 * width * Math.log(2 * Math.PI)
    couplings.forEach((coupling, layer) => {
      const step = couplingStep(coupling, flow.layers[layer] ?? [], z)
      couple(coupling, step, z)
      for (const scale of step.s) log += scale
    })
    for (const entry of z) log -= 0.5 * entry * entry
    return log
  })
}

/** The points that a flow takes to these points of N(0, I). */
export const flowInverse = (flow: CouplingFlow, { length, width, values }: Points): Points => {
  const couplings = couplingsOf(flow)
  const points = Float64Array.from(values)
  for (let row = 0; row < length; row++) {
    const point = points.subarray(row * width, (row + 1) * width)
    for (let layer = couplings.length - 1; layer >= 0; layer--) {
      const coupling = couplings[layer]
      if (coupling !== undefined) uncouple(coupling, couplingStep(coupling, flow.layers[layer] ?? [], point), point)
    }
    point.forEach((z, i) => (point[i] = z * (flow.deviations[i] ?? 1) + (flow.mean[i] ?? 0)))
  }
  return { length, width, values: points }
}
