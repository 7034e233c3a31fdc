import { fill, like, sumTo } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { noSettings } from '../core/define.ts'
import type { Parameter } from '../core/initial.ts'
import type { LayerDefinition } from '../core/layer.ts'
import { built, row, wrongSizes } from '../core/layer.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'
import type { Program } from '../core/stage.ts'
import { plus } from '../core/stage.ts'

const program: Program = (A, { x, parameters }) => {
  const zeros = fill(A, 0, A.shape(x))
  const of = (name: string) => Named.get(parameters, name)
  const gate = A.maximum(A.add(x, like(A, of('gateBias'), x)), zeros)
  const isOpen = A.greater(gate, zeros)
  const stretch = like(A, A.exp(of('logScale')), x)
  const stretched = A.mul(x, stretch)
  const magnitude = A.maximum(A.add(stretched, like(A, of('magnitudeBias'), x)), zeros)
  return {
    y: A.mul(isOpen, magnitude),
    aux: { gate },
    buffers: {},
    pullback: (dy, { gate: dgate }) => {
      const d = A.mul(A.mul(dy, isOpen), A.greater(magnitude, zeros))
      const opened = dgate === undefined ? undefined : A.mul(dgate, isOpen)
      const perFeature = (all: typeof d) => sumTo(A, all, A.shape(of('gateBias')))
      return {
        dx: plus(A, A.mul(d, stretch), opened),
        dparameters: {
          gateBias: perFeature(opened ?? zeros),
          logScale: perFeature(A.mul(d, stretched)),
          magnitudeBias: perFeature(d),
        },
      }
    },
  }
}

const gatedRow = row({
  name: 'gated',
  summary: 'Decides by a gate which features are on, and by a magnitude of the same direction how much.',
  codec: () => noSettings,
  build: (_settings, input, context) => {
    const [width] = input.slice(-1)
    if (width === undefined) return wrongSizes(context, 'at least one axis', input)
    const zeros: Parameter = { shape: [width], initialiser: 'zeros', fan: { in: 1, out: 1 } }
    return built({
      output: input,
      parameters: { gateBias: zeros, logScale: zeros, magnitudeBias: zeros },
      aux: { gate: input },
      program,
    })
  },
  mirror: () => null,
})

/** One interface, so that `pipe` infers through it. */
interface Gated {
  <Input extends Sizes, Output extends Sizes, Aux extends string>(
    net: Net<Input, Output, Aux>,
  ): Net<Input, Output, Aux | 'gate'>
  readonly definition: LayerDefinition
}

/**
 * A gated code (Rajamanoharan et al. 2024a, section 3.2): whether a feature is on and how much are decided apart, along
 * one direction x, so that a penalty on the one does not shrink the other. Put a dense layer without a bias before it.
 * It exposes the `gate`, which does not learn from y: `l1Activity('gate')` keeps it sparse and `gateReconstruction`
 * makes it useful.
 *
 *     gate = max(x + b, 0)     y = [gate > 0] ⊙ max(eʳ ⊙ x + c, 0)     x, y, gate: [N, …, F]   b, r, c: [F]
 *     d  = dy ⊙ [gate > 0] ⊙ [eʳ ⊙ x + c > 0]     e = dgate ⊙ [gate > 0]
 *     dx = d ⊙ eʳ + e          db = Σ e          dr = Σ d ⊙ eʳ ⊙ x          dc = Σ d
 *
 * @example
 * autoencoder({
 *   encoder: pipe(input([768]), dense(12_288, { bias: false }), gated),
 *   decoder: pipe(input([12_288]), dense(768)),
 *   loss: combine(summed(mse), weighted(0.01, l1Activity('gate')), summed(gateReconstruction())),
 * })
 */
export const gated: Gated = Object.assign(
  <Input extends Sizes, Output extends Sizes, Aux extends string>(
    net: Net<Input, Output, Aux>,
  ): Net<Input, Output, Aux | 'gate'> => append(net, { layer: 'gated' }),
  { definition: gatedRow },
)
