import type { GraphInput, Value } from '../../compiler/index.ts'
import { apply, integers, initializer } from '../../compiler/index.ts'
import type { Engine } from '../engine.ts'

type Dtype = Engine['dtype']

/** So small that no sum of finite numbers times it overflows. */
const tiny = 2 ** -64

/**
 * The sum of a tensor, in a scale of its own: finite where every entry is. Matrices are added up by a product, which
 * reads them once.
 */
const sumOf = (value: GraphInput, dtype: Dtype): Value => {
  const [rows = 1, ...others] = value.dimensions
  const scaled =
    others.length === 1 && typeof rows === 'number' && rows > 1
      ? apply('Gemm', [apply('Expand', [initializer(dtype, [tiny], []), integers([1, rows])]), value])
      : apply('Mul', [value, initializer(dtype, [tiny], [])])
  return apply('ReduceSum', [scaled], { keepdims: 0 })
}

/** 0 where everything is finite, else NaN. */
export const finiteCheck = (values: ReadonlyArray<GraphInput>, dtype: Dtype): Value => {
  const zero = initializer(dtype, [0], [])
  const sums = values.map((value) => apply('Mul', [sumOf(value, dtype), zero]))
  return sums.length === 0 ? zero : apply('Sum', sums)
}
