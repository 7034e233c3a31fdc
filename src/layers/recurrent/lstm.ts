import { rsub, square } from '../../tensor/derived.ts'
import type { Cell } from './cell.ts'
import { at } from './cell.ts'
import { recurrent, recurrentLayer } from './recurrent.ts'

const cell: Cell = {
  name: 'lstm',
  gates: 4,
  states: 2,
  bias: false,
  step: (A, { inputs, state, weights }) => {
    const [h, c] = [at(state, 0), at(state, 1)]
    const sum = (gate: number) => A.add(A.matmul(h, at(weights, gate)), at(inputs, gate))
    const [i, f, o, g] = [A.sigmoid(sum(0)), A.sigmoid(sum(1)), A.sigmoid(sum(2)), A.tanh(sum(3))]
    const next = A.add(A.mul(f, c), A.mul(i, g))
    const bounded = A.tanh(next)
    const y = A.mul(o, bounded)
    return {
      state: [y, next],
      pullback: (dstate) => {
        const dy = at(dstate, 0)
        const d = A.add(at(dstate, 1), A.mul(A.mul(dy, o), rsub(A, 1, square(A, bounded))))
        const [byInput, byForget] = [A.mul(d, i), A.mul(d, f)]
        const all = [
          A.mul(A.mul(byInput, g), rsub(A, 1, i)),
          A.mul(A.mul(byForget, c), rsub(A, 1, f)),
          A.mul(A.mul(dy, y), rsub(A, 1, o)),
          A.mul(byInput, rsub(A, 1, square(A, g))),
        ]
        return { dproducts: all, dinputs: all, dothers: [byForget] }
      },
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
  definition: recurrent(cell, 'A long short-term memory along a sequence: its last state, or all of them.'),
})
