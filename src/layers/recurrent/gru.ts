import { rsub, square } from '../../tensor/derived.ts'
import type { Cell } from './cell.ts'
import { itemAt } from '../core/itemAt.ts'
import { defineRecurrent } from './recurrent.ts'

const cell: Cell = {
  gates: 3,
  states: 1,
  bias: true,
  step: (A, { inputs, state, weights, bias }) => {
    const h = itemAt(state, 0)
    const product = (gate: number) => A.matmul(h, itemAt(weights, gate))
    const [r, z] = [A.sigmoid(A.add(product(0), itemAt(inputs, 0))), A.sigmoid(A.add(product(1), itemAt(inputs, 1)))]
    const q = bias === undefined ? product(2) : A.add(product(2), A.expand(bias, A.shape(h)))
    const n = A.tanh(A.add(A.mul(r, q), itemAt(inputs, 2)))
    const kept = A.mul(z, A.sub(h, n))
    return {
      state: [A.add(kept, n)],
      pullback: (dstate) => {
        const dh = itemAt(dstate, 0)
        const carried = A.mul(dh, z)
        const dn = A.sub(dh, carried)
        const k = A.mul(dn, rsub(A, 1, square(A, n)))
        const dq = A.mul(k, r)
        const [dr, dz] = [A.mul(A.mul(dq, q), rsub(A, 1, r)), A.mul(dn, kept)]
        return { dproducts: [dr, dz, dq], dinputs: [dr, dz, k], dh: carried, dothers: [] }
      },
    }
  },
}

/**
 * The gated recurrent unit, GRU (Cho et al. 2014, section 2.3), with the reset gate applied after the product with the
 * weights, as in cuDNN and PyTorch.
 *
 *     r, z = σ(xₜ·Wᵣ,z + bᵣ,z + h·Uᵣ,z)             x: [N, T, F]   W: [F, 3h], for r, z, n concatenated   b: [3h]
 *     q = h·Uₙ + c                                   U: [h, 3h]     c: [h]         h, r, z, q, n: [N, h]
 *     n = tanh(xₜ·Wₙ + bₙ + r ⊙ q)
 *     hₜ = z ⊙ h + (1 − z) ⊙ n                       h = hₜ₋₁       y = h_T: [N, h], or all hₜ: [N, T, h]
 *
 * Back through a step, with dn = dhₜ − dhₜ ⊙ z and k = dn ⊙ (1 − n²):
 *
 *     d(h·U) = [k ⊙ q ⊙ r(1 − r), dn ⊙ (h − n) ⊙ z, k ⊙ r]
 *     dh  = dhₜ ⊙ z + d(h·U)·Uᵀ
 *     daₜ = [the first two of d(h·U), k]             dW = Σₜ xₜᵀ·daₜ   db = Σ daₜ   dxₜ = daₜ·Wᵀ
 *     dU  = Σₜ hᵀ·d(h·U)                             dc = Σ of the last of d(h·U)
 *
 * PyTorch's two biases of r and z act as their sum: b is b_ih + [b_hr, b_hz, 0], and c is b_hn.
 *
 * @example
 * const encoder = pipe(input([24, 3]), gru(16, { returns: 'sequence', mask: true }), gru(8))
 */
export const gru = defineRecurrent({
  name: 'gru',
  summary: 'Gated recurrent unit (GRU) along a sequence; returns the last state or all of them.',
  cell,
})
