import type { GraphInput, Value } from '../../compiler/index.ts'
import { apply, integers, initializer } from '../../compiler/index.ts'
import type { Dtype } from '../../tensor/host.ts'

/** A factor so small that no sum of finite numbers overflows once each is scaled by it. */
const scale = 2 ** -64

/**
 * The scaled sum of a tensor: finite if every entry is. A matrix is summed by a matrix product, which reads it only once.
 */
const sumOf = (value: GraphInput, dtype: Dtype): Value => {
  const [rows = 1, ...others] = value.dimensions
  const scaled =
    others.length === 1 && typeof rows === 'number' && rows > 1
      ? apply('Gemm', [apply('Expand', [initializer(dtype, [scale], []), integers([1, rows])]), value])
      : apply('Mul', [value, initializer(dtype, [scale], [])])
  return apply('ReduceSum', [scaled], { keepdims: 0 })
}

/** 0 if every entry of every value is finite, else NaN. */
export const finiteCheck = (values: ReadonlyArray<GraphInput>, dtype: Dtype): Value => {
  const zero = initializer(dtype, [0], [])
  const sums = values.map((value) => apply('Mul', [sumOf(value, dtype), zero]))
  return sums.length === 0 ? zero : apply('Sum', sums)
}
