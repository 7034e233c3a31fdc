import { from, square } from '../tensor/derived.ts'
import * as Named from '../tensor/named.ts'
import type { Cell } from './cell.ts'
import { at, sideBySide } from './cell.ts'
import { recurrent, recurrentLayer } from './recurrent.ts'

const cell: Cell = {
  name: 'lstm',
  gates: 4,
  states: 2,
  bias: false,
  step: (A, a, state, parameters) => {
    const [h, c] = [at(state, 0), at(state, 1)]
    const all = sideBySide(A, A.add(A.matmul(h, Named.get(parameters, 'weight')), a), 4)
    const [gates, g] = [A.sigmoid(all(0, 3)), A.tanh(all(3))]
    const gate = sideBySide(A, gates, 3)
    const next = A.add(A.mul(gate(1), c), A.mul(gate(0), g))
    const bounded = A.tanh(next)
    return { state: [A.mul(gate(2), bounded), next], kept: { gates, g, c, bounded } }
  },
  back: (A, kept) => {
    const [gates, g] = [Named.get(kept, 'gates'), Named.get(kept, 'g')]
    const [c, bounded] = [Named.get(kept, 'c'), Named.get(kept, 'bounded')]
    const gate = sideBySide(A, gates, 3)
    const slope = sideBySide(A, A.mul(gates, from(A, 1, gates)), 3)
    const [input, forget, output] = [A.mul(g, slope(0)), A.mul(c, slope(1)), A.mul(bounded, slope(2))]
    const candidate = A.mul(gate(0), from(A, 1, square(A, g)))
    return {
      factors: {
        product: A.concat([input, forget, output, candidate], 2),
        cell: A.mul(gate(2), from(A, 1, square(A, bounded))),
        forget: gate(1),
      },
      gather: ({ dproduct }) => ({ da: dproduct, dparameters: {} }),
    }
  },
  pull: (A, factors, dstate) => {
    const dh = at(dstate, 0)
    const dc = A.add(at(dstate, 1), A.mul(dh, Named.get(factors, 'cell')))
    return {
      dproduct: A.mul(A.concat([dc, dc, dh, dc], 1), Named.get(factors, 'product')),
      direct: { others: [A.mul(dc, Named.get(factors, 'forget'))] },
    }
  },
}

/**
 * The long short-term memory (Hochreiter and Schmidhuber 1997) with the forget gate of Gers, Schmidhuber and Cummins
 * 2000, section 2.
 *
 *     i, f, o = σ(xₜ·Wᵢ,f,o + h·Uᵢ,f,o + b)     x: [N, T, F]   W: [F, 4h], for i, f, o, g side by side   b: [4h]
 *     g  = tanh(xₜ·W_g + h·U_g + b)             U: [h, 4h]     h, c, i, f, o, g: [N, h]
 *     cₜ = f ⊙ c + i ⊙ g                        h = hₜ₋₁, c = cₜ₋₁
 *     hₜ = o ⊙ tanh cₜ                          y = h_T: [N, h], or all hₜ: [N, T, h]
 *
 * Back through a step:
 *
 *     d  = dcₜ + dhₜ ⊙ o(1 − tanh² cₜ)
 *     da = [d ⊙ g ⊙ i(1 − i), d ⊙ c ⊙ f(1 − f), dhₜ ⊙ tanh cₜ ⊙ o(1 − o), d ⊙ i(1 − g²)]
 *     dc = d ⊙ f          dh = da·Uᵀ             dxₜ = da·Wᵀ
 *     dW = Σₜ xₜᵀ·da      dU = Σₜ hᵀ·da          db = Σ da
 *
 * PyTorch's two biases act as their sum, which is b; its gates stand in the order i, f, g, o.
 *
 * @example
 * const decoder = pipe(input([8]), repeatVector(24), lstm(16, { returns: 'sequence' }), dense(3))
 */
export const lstm = Object.assign(recurrentLayer('lstm'), {
  row: recurrent(cell, 'A long short-term memory along a sequence: its last state, or all of them.'),
})
