import type { Stream } from '../random/index.ts'
import { child, draw, path, permutation } from '../random/index.ts'
import type { Coupling, CouplingFlow, CouplingStep } from './couplingFlow.ts'
import { couple, couplingAt, couplingSize, couplingStep, flowLogDensity, logScaleSlope } from './couplingFlow.ts'
import type { Points } from './points.ts'
import { pointAt, selectPoints } from './points.ts'

/**
 * Adds the gradient of a coupling's weights, and turns the cotangent of what came out of it into that of what went in.
 *
 *     ds = db'·b·exp s − 1     dt = db'     db = db'·exp s     dr = ds·(1 − (s/2)²)     da += W₁ᵀ·((W₂ᵀ·[dr, dt]) ⊙ (1 − h²))
 */
const pullBack = (
  { stays, changes, hidden }: Coupling,
  weights: Float64Array,
  { h, s }: CouplingStep,
  before: Float64Array,
  cotangent: Float64Array,
  gradient: Float64Array,
): void => {
  const [bias, count] = [hidden * stays.length, changes.length]
  const [second, last] = [bias + hidden, bias + hidden + 2 * count * hidden]
  const dh = new Float64Array(hidden)
  const addRow = (k: number, d: number): void => {
    gradient[last + k] = (gradient[last + k] ?? 0) + d
    for (let i = 0, at = second + k * hidden; i < hidden; i++, at++) {
      gradient[at] = (gradient[at] ?? 0) + d * (h[i] ?? 0)
      dh[i] = (dh[i] ?? 0) + d * (weights[at] ?? 0)
    }
  }
  changes.forEach((entry, k) => {
    const [d, scale] = [cotangent[entry] ?? 0, Math.exp(s[k] ?? 0)]
    addRow(k, (d * (before[entry] ?? 0) * scale - 1) * logScaleSlope(s[k] ?? 0))
    addRow(count + k, d)
    cotangent[entry] = d * scale
  })
  for (let i = 0; i < hidden; i++) {
    const d = (dh[i] ?? 0) * (1 - (h[i] ?? 0) ** 2)
    gradient[bias + i] = (gradient[bias + i] ?? 0) + d
    for (let j = 0, at = i * stays.length; j < stays.length; j++, at++) {
      const entry = stays[j] ?? 0
      gradient[at] = (gradient[at] ?? 0) + d * (before[entry] ?? 0)
      cotangent[entry] = (cotangent[entry] ?? 0) + d * (weights[at] ?? 0)
    }
  }
}

/** Adds to the gradients of all layers that of −log p at a standardised point, without constants; returns −log p. */
export const addFlowGradient = (
  couplings: ReadonlyArray<Coupling>,
  weights: ReadonlyArray<Float64Array>,
  point: Float64Array,
  gradients: ReadonlyArray<Float64Array>,
): number => {
  const z = Float64Array.from(point)
  let loss = 0
  const steps = couplings.map((coupling, layer) => {
    const before = Float64Array.from(z)
    const step = couplingStep(coupling, weights[layer] ?? new Float64Array(0), z)
    couple(coupling, step, z)
    for (const scale of step.s) loss -= scale
    return { coupling, step, before }
  })
  for (const entry of z) loss += 0.5 * entry * entry
  // z is the cotangent of ½·|z|².
  for (let layer = steps.length - 1; layer >= 0; layer--) {
    const [one, own, gradient] = [steps[layer], weights[layer], gradients[layer]]
    if (one !== undefined && own !== undefined && gradient !== undefined)
      pullBack(one.coupling, own, one.step, one.before, z, gradient)
  }
  return loss
}

export interface FlowOptions {
  /** 6 by default. */
  readonly layers?: number
  /** Entries of the hidden layer of each network; 32 by default. */
  readonly hidden?: number
  /** Steps of Adam, on minibatches of 64 points; by default a quarter of the number of points, from 300 to 1500. */
  readonly steps?: number
}

/** A step of Adam (Kingma and Ba 2015) with a rate, in place. */
const adamStep = (
  weights: Float64Array,
  gradient: Float64Array,
  [first, second]: readonly [Float64Array, Float64Array],
  { rate, step }: { readonly rate: number; readonly step: number },
): void => {
  const [correction1, correction2] = [1 - 0.9 ** step, 1 - 0.999 ** step]
  for (let i = 0; i < weights.length; i++) {
    const d = gradient[i] ?? 0
    first[i] = 0.9 * (first[i] ?? 0) + 0.1 * d
    second[i] = 0.999 * (second[i] ?? 0) + 0.001 * d * d
    weights[i] =
      (weights[i] ?? 0) - (rate * ((first[i] ?? 0) / correction1)) / (Math.sqrt((second[i] ?? 0) / correction2) + 1e-8)
  }
}

/** The mean and the deviation of every entry; 1 for one that does not vary. */
const scaleOf = ({ length, width, values }: Points) => {
  const [mean, variance] = [new Float64Array(width), new Float64Array(width)]
  for (let at = 0; at < length * width; at++) mean[at % width] = (mean[at % width] ?? 0) + (values[at] ?? 0) / length
  for (let at = 0; at < length * width; at++)
    variance[at % width] = (variance[at % width] ?? 0) + ((values[at] ?? 0) - (mean[at % width] ?? 0)) ** 2 / length
  return { mean: Array.from(mean), deviations: Array.from(variance, (one) => (one > 0 ? Math.sqrt(one) : 1)) }
}

/** Weights with which every coupling is nearly the identity: those of the output begin at 0. */
const initialWeights = (coupling: Coupling, from: Stream): Float64Array => {
  const weights = new Float64Array(couplingSize(coupling))
  const { stays, hidden } = coupling
  const scale = 1 / Math.sqrt(Math.max(1, stays.length))
  weights.set(draw(from, hidden * stays.length, { kind: 'normal' }).map((z) => scale * z))
  return weights
}

/** How many points a step sees, and after how many steps held-out points are looked at. */
const [batch, interval] = [64, 100]

/**
 * A flow fitted to points by maximum likelihood: Adam with a rate that falls from 0.003 to 0 as a cosine. A tenth of the
 * points is held out, at most 1,000; the weights are those under which they were the most likely.
 */
export const fitCouplingFlow = (
  points: Points,
  from: Stream,
  { layers = 6, hidden = 32, steps = Math.round(Math.min(1500, Math.max(300, points.length / 4))) }: FlowOptions = {},
): CouplingFlow => {
  const { length, width } = points
  const scale = scaleOf(points)
  const couplings = Array.from({ length: layers }, (_, layer) => couplingAt(width, hidden, layer))
  const weights = couplings.map((coupling, layer) => initialWeights(coupling, path(from, 'weights', layer)))
  const moments = weights.map((one) => [new Float64Array(one.length), new Float64Array(one.length)] as const)
  const order = permutation(child(from, 'held out'), length)
  const count = Math.min(1000, Math.floor(length / 10))
  const heldOut = selectPoints(points, count === 0 ? order : order.subarray(0, count))
  const fitted = selectPoints(points, order.subarray(count))
  const current = (): CouplingFlow => ({ ...scale, hidden, layers: weights.map((one) => Array.from(one)) })
  const meritOf = (flow: CouplingFlow): number => flowLogDensity(flow, heldOut).reduce((sum, log) => sum + log, 0)
  let best = { flow: current(), merit: meritOf(current()) }
  const rows = draw(child(from, 'batches'), steps * batch, { kind: 'uniform' })
  for (let step = 1; step <= steps; step++) {
    const gradients = weights.map((one) => new Float64Array(one.length))
    for (let i = 0; i < batch; i++) {
      const row = Math.floor((rows[(step - 1) * batch + i] ?? 0) * fitted.length)
      const point = Float64Array.from(
        pointAt(fitted, row),
        (value, j) => (value - (scale.mean[j] ?? 0)) / (scale.deviations[j] ?? 1),
      )
      addFlowGradient(couplings, weights, point, gradients)
    }
    const rate = (0.003 / 2) * (1 + Math.cos((Math.PI * step) / steps))
    weights.forEach((one, layer) => {
      const [gradient, moment] = [gradients[layer], moments[layer]]
      if (gradient !== undefined && moment !== undefined)
        adamStep(
          one,
          gradient.map((d) => d / batch),
          moment,
          { rate, step },
        )
    })
    if (step % interval !== 0 && step !== steps) continue
    const flow = current()
    const merit = meritOf(flow)
    if (merit > best.merit) best = { flow, merit }
  }
  return best.flow
}
