import { fill, like, sumTo } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { defineLayer, noSettings } from '../core/define.ts'
import type { Parameter } from '../core/initial.ts'
import type { LayerDefinition } from '../core/layer.ts'
import { built, wrongSizes } from '../core/layer.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'
import type { Program } from '../core/stage.ts'
import { plus } from '../core/stage.ts'

const program: Program = (A, { x, parameters }) => {
  const zeros = fill(A, 0, A.shape(x))
  const parameter = (name: string) => Named.get(parameters, name)
  const gate = A.maximum(A.add(x, like(A, parameter('gateBias'), x)), zeros)
  const isOpen = A.greater(gate, zeros)
  const factor = like(A, A.exp(parameter('logScale')), x)
  const scaled = A.mul(x, factor)
  const magnitude = A.maximum(A.add(scaled, like(A, parameter('magnitudeBias'), x)), zeros)
  return {
    y: A.mul(isOpen, magnitude),
    aux: { gate },
    buffers: {},
    pullback: (dy, { gate: dgate }) => {
      const d = A.mul(A.mul(dy, isOpen), A.greater(magnitude, zeros))
      const dgated = dgate === undefined ? undefined : A.mul(dgate, isOpen)
      const perFeature = (all: typeof d) => sumTo(A, all, A.shape(parameter('gateBias')))
      return {
        dx: plus(A, A.mul(d, factor), dgated),
        dparameters: {
          gateBias: perFeature(dgated ?? zeros),
          logScale: perFeature(A.mul(d, scaled)),
          magnitudeBias: perFeature(d),
        },
      }
    },
  }
}

/** One interface, so that `pipe` infers through it. */
interface Gated {
  <Input extends Sizes, Output extends Sizes, Aux extends string>(
    net: Net<Input, Output, Aux>,
  ): Net<Input, Output, Aux | 'gate'>
  readonly definition: LayerDefinition
}

/**
 * The activation of gated sparse autoencoders (Rajamanoharan et al. 2024a, section 3.2). A gate decides which features
 * are active and a magnitude how strongly, both from the same direction x, so that a penalty on the gate does not shrink
 * the magnitudes. Put a dense layer without a bias before it. It exposes the `gate`, to which y sends no gradient:
 * `l1Activity('gate')` keeps it sparse, and `gateReconstruction` trains it to reconstruct.
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
export const gated: Gated = defineLayer(
  {
    name: 'gated',
    summary:
      'Gated activation of a sparse autoencoder: a gate decides which features are active, a magnitude how strongly.',
    codec: () => noSettings,
    build: (_settings, input, context) => {
      const [width] = input.slice(-1)
      if (width === undefined) return wrongSizes(context, 'at least one axis', input)
      const zeros: Parameter = { shape: [width], initialiser: 'zeros', fan: { in: 1, out: 1 } }
      return built({
        output: input,
        padding: 'keeps',
        parameters: { gateBias: zeros, logScale: zeros, magnitudeBias: zeros },
        aux: { gate: input },
        program,
      })
    },
    mirror: () => null,
  },
  (specify) =>
    <Input extends Sizes, Output extends Sizes, Aux extends string>(
      net: Net<Input, Output, Aux>,
    ): Net<Input, Output, Aux | 'gate'> =>
      append(net, specify({})),
)
