import { copyRows } from '../data/index.ts'
import type { HostTensor } from '../tensor/host.ts'
import { present } from '../tensor/present.ts'
import { product } from '../tensor/shape.ts'
import type { HostRows } from './engine.ts'

const emptyLike = (data: HostTensor['data'], length: number): HostTensor['data'] =>
  data instanceof Float64Array ? new Float64Array(length) : new Float32Array(length)

const select = ({ data, shape }: HostTensor, rows: ArrayLike<number>): HostTensor => {
  const sizes = shape.slice(1)
  const width = product(sizes)
  return { shape: [rows.length, ...sizes], data: copyRows(data, rows, width, emptyLike(data, rows.length * width)) }
}

/** Copies of the rows with the given indices, in that order. */
export const selectRows = (
  { x, weight, mask, condition, target, targetMask }: HostRows,
  rows: ArrayLike<number>,
): HostRows => ({
  x: select(x, rows),
  ...present({
    weight: weight && select(weight, rows),
    mask: mask && select(mask, rows),
    condition: condition && select(condition, rows),
    target: target && select(target, rows),
    targetMask: targetMask && select(targetMask, rows),
  }),
})
