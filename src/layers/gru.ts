import { from, square, sumTo } from '../tensor/derived.ts'
import * as Named from '../tensor/named.ts'
import { extentAt } from '../tensor/shape.ts'
import type { Cell } from './cell.ts'
import { at, sideBySide } from './cell.ts'
import { asRows } from './dense.ts'
import { recurrent, recurrentLayer } from './recurrent.ts'

const cell: Cell = {
  name: 'gru',
  gates: 3,
  states: 1,
  bias: true,
  step: (A, a, state, parameters) => {
    const h = at(state, 0)
    const [projected, weight] = [sideBySide(A, a, 3), sideBySide(A, Named.get(parameters, 'weight'), 3)]
    const gates = A.sigmoid(A.add(A.matmul(h, weight(0, 2)), projected(0, 2)))
    const gate = sideBySide(A, gates, 2)
    const q = A.add(A.matmul(h, weight(2)), A.expand(Named.get(parameters, 'bias'), A.shape(h)))
    const n = A.tanh(A.add(A.mul(gate(0), q), projected(2)))
    return { state: [A.add(A.mul(gate(1), A.sub(h, n)), n)], kept: { gates, q, n } }
  },
  back: (A, kept) => {
    const [gates, q, n, before] = [
      Named.get(kept, 'gates'),
      Named.get(kept, 'q'),
      Named.get(kept, 'n'),
      Named.get(kept, 'before'),
    ]
    const gate = sideBySide(A, gates, 2)
    const slope = sideBySide(A, A.mul(gates, from(A, 1, gates)), 2)
    const candidate = A.mul(from(A, 1, gate(1)), from(A, 1, square(A, n)))
    const reset = A.mul(A.mul(candidate, q), slope(0))
    const update = A.mul(A.sub(before, n), slope(1))
    return {
      factors: { product: A.concat([reset, update, A.mul(candidate, gate(0))], 2), carry: gate(1) },
      gather: ({ dproduct, dh }) => {
        const d = sideBySide(A, dproduct, 3)
        const dq = A.reshape(d(2), asRows(A.shape(d(2))))
        return {
          da: A.concat([d(0, 2), A.mul(dh, candidate)], 2),
          dparameters: { bias: sumTo(A, dq, [extentAt(A.shape(dq), 1)]) },
        }
      },
    }
  },
  pull: (A, factors, dstate) => {
    const dh = at(dstate, 0)
    return {
      dproduct: A.mul(A.concat([dh, dh, dh], 1), Named.get(factors, 'product')),
      direct: { h: A.mul(dh, Named.get(factors, 'carry')), others: [] },
    }
  },
}

/**
 * The gated recurrent unit (Cho et al. 2014, section 2.3), the reset gate applied to the product with the weights, as
 * cuDNN and PyTorch have it, so that all products of a step are one.
 *
 *     r, z = σ(xₜ·Wᵣ,z + bᵣ,z + h·Uᵣ,z)             x: [N, T, F]   W: [F, 3h], for r, z, n side by side   b: [3h]
 *     q = h·Uₙ + c                                   U: [h, 3h]     c: [h]         h, r, z, q, n: [N, h]
 *     n = tanh(xₜ·Wₙ + bₙ + r ⊙ q)
 *     hₜ = z ⊙ h + (1 − z) ⊙ n                       h = hₜ₋₁       y = h_T: [N, h], or all hₜ: [N, T, h]
 *
 * Back through a step, with k = (1 − z) ⊙ (1 − n²):
 *
 *     d(h·U) = [dhₜ ⊙ k ⊙ q ⊙ r(1 − r), dhₜ ⊙ (h − n) ⊙ z(1 − z), dhₜ ⊙ k ⊙ r]
 *     dh  = dhₜ ⊙ z + d(h·U)·Uᵀ
 *     daₜ = [the first two of d(h·U), dhₜ ⊙ k]       dW = Σₜ xₜᵀ·daₜ   db = Σ daₜ   dxₜ = daₜ·Wᵀ
 *     dU  = Σₜ hᵀ·d(h·U)                             dc = Σ of the last of d(h·U)
 *
 * PyTorch's two biases of r and z act as their sum: b is b_ih + [b_hr, b_hz, 0], and c is b_hn.
 *
 * @example
 * const encoder = pipe(input([24, 3]), gru(16, { returns: 'sequence', mask: true }), gru(8))
 */
export const gru = Object.assign(recurrentLayer('gru'), {
  row: recurrent(cell, 'A gated recurrent unit along a sequence: its last state, or all of them.'),
})
