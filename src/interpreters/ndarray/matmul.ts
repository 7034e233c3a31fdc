import type { Sizes } from '../../tensor/shape.ts'
import { product } from '../../tensor/shape.ts'
import type { Transposition } from '../../tensor/tensor.ts'
import type { Dtype, NdArray } from './array.ts'
import { offsets, zeros } from './array.ts'

/** The strides of the rows and of the columns of the last two axes, exchanged where a matrix is read transposed. */
const strides = ({ stride }: NdArray, transposed = false): readonly [row: number, column: number] => {
  const [row = 0, column = 0] = stride.slice(-2)
  return transposed ? [column, row] : [row, column]
}

/** c = a·b for every pair of matrices that the leading axes hold: cᵢⱼ = Σₖ aᵢₖ·bₖⱼ, added in double precision. */
export const matmul = (
  dtype: Dtype,
  [a, b]: readonly [NdArray, NdArray],
  shape: Sizes,
  transpose: Transposition = {},
): NdArray => {
  const c = zeros(dtype, shape)
  const [rows = 1, columns = 1] = shape.slice(-2)
  const inner = a.shape.at(transpose.a === true ? -2 : -1) ?? 1
  const [aRow, aColumn] = strides(a, transpose.a)
  const [bRow, bColumn] = strides(b, transpose.b)
  const leading = shape.slice(0, -2)
  const starts = [a, b].map(({ stride, offset }) => offsets(leading, stride.slice(0, -2), offset))
  for (let matrix = 0; matrix < product(leading); matrix++) {
    const [aStart, bStart] = [starts[0]?.[matrix] ?? 0, starts[1]?.[matrix] ?? 0]
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++) {
        let sum = 0
        for (let k = 0; k < inner; k++)
          sum +=
            (a.data[aStart + i * aRow + k * aColumn] ?? Number.NaN) *
            (b.data[bStart + k * bRow + j * bColumn] ?? Number.NaN)
        c.data[(matrix * rows + i) * columns + j] = sum
      }
  }
  return c
}
