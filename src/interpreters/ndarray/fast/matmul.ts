import type { Sizes } from '../../../tensor/shape.ts'
import { product } from '../../../tensor/shape.ts'
import type { Transposition } from '../../../tensor/tensor.ts'
import type { Dtype, NdArray } from '../array.ts'
import { offsets, zeros } from '../array.ts'
import type { MatrixView } from './packedMatmul.ts'
import { multiplyInto } from './packedMatmul.ts'

/** One matrix of the last two axes; a transposed one is read with exchanged strides. */
const matrix = ({ data, shape, stride }: NdArray, offset: number, transposed = false): MatrixView => {
  const [rows = 0, columns = 0] = shape.slice(-2)
  const [rowStride = 0, columnStride = 0] = stride.slice(-2)
  return transposed
    ? { data, offset, rows: columns, columns: rows, rowStride: columnStride, columnStride: rowStride }
    : { data, offset, rows, columns, rowStride, columnStride }
}

/** a·b for every pair of matrices that the leading axes hold. */
export const matmul = (
  dtype: Dtype,
  [a, b]: readonly [NdArray, NdArray],
  shape: Sizes,
  transpose: Transposition = {},
): NdArray => {
  const out = zeros(dtype, shape)
  const each = product(shape.slice(-2))
  const leading = shape.slice(0, -2)
  const starts = [a, b].map(({ stride, offset }) => offsets(leading, stride.slice(0, -2), offset))
  for (let i = 0; i < product(leading); i++)
    multiplyInto(
      out.data,
      i * each,
      matrix(a, starts[0]?.[i] ?? 0, transpose.a),
      matrix(b, starts[1]?.[i] ?? 0, transpose.b),
    )
  return out
}
