import { rsub, square } from '../../tensor/derived.ts'
import type { Cell } from './cell.ts'
import { itemAt } from '../core/itemAt.ts'
import { defineRecurrent } from './recurrent.ts'

const cell: Cell = {
  gates: 4,
  states: 2,
  bias: false,
  step: (A, { inputs, state, weights }) => {
    const [h, c] = [itemAt(state, 0), itemAt(state, 1)]
    const preactivation = (gate: number) => A.add(A.matmul(h, itemAt(weights, gate)), itemAt(inputs, gate))
    const [i, f, o, g] = [
      A.sigmoid(preactivation(0)),
      A.sigmoid(preactivation(1)),
      A.sigmoid(preactivation(2)),
      A.tanh(preactivation(3)),
    ]
    const nextC = A.add(A.mul(f, c), A.mul(i, g))
    const tanhC = A.tanh(nextC)
    const y = A.mul(o, tanhC)
    return {
      state: [y, nextC],
      pullback: (dstate) => {
        const dy = itemAt(dstate, 0)
        const d = A.add(itemAt(dstate, 1), A.mul(A.mul(dy, o), rsub(A, 1, square(A, tanhC))))
        const [dg, dc] = [A.mul(d, i), A.mul(d, f)]
        const dgates = [
          A.mul(A.mul(dg, g), rsub(A, 1, i)),
          A.mul(A.mul(dc, c), rsub(A, 1, f)),
          A.mul(A.mul(dy, y), rsub(A, 1, o)),
          A.mul(dg, rsub(A, 1, square(A, g))),
        ]
        return { dproducts: dgates, dinputs: dgates, dothers: [dc] }
      },
    }
  },
}

/**
 * The long short-term memory, LSTM (Hochreiter and Schmidhuber 1997), with the forget gate of Gers, Schmidhuber and
 * Cummins 2000, section 2.
 *
 *     i, f, o = σ(xₜ·Wᵢ,f,o + h·Uᵢ,f,o + b)     x: [N, T, F]   W: [F, 4h], for i, f, o, g concatenated   b: [4h]
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
 * PyTorch's two biases act as their sum, which is b; its order of gates is i, f, g, o.
 *
 * @example
 * const decoder = pipe(input([8]), repeatVector(24), lstm(16, { returns: 'sequence' }), dense(3))
 */
export const lstm = defineRecurrent({
  name: 'lstm',
  summary: 'Long short-term memory (LSTM) along a sequence; returns the last state or all of them.',
  cell,
})
