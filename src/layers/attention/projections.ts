import { split } from '../../tensor/adjoint.ts'
import type * as Named from '../../tensor/named.ts'
import { prefix } from '../../tensor/named.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { extentsOf, knownExtent } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { Parameter } from '../core/initial.ts'
import { itemAt } from '../core/itemAt.ts'
import type { Stage, StageInput } from '../core/stage.ts'
import { sequence } from '../core/stage.ts'
import { affine } from '../dense/dense.ts'

/** Splits [N, T, parts · heads · d] into parts, [N, heads, T, d] each. */
export const splitHeads = <T>(A: Tensor<T>, x: T, parts: number, heads: number): ReadonlyArray<T> => {
  const [n, t, width] = extentsOf(A.shape(x), 3)
  const d = knownExtent(width) / (parts * heads)
  const partsFirst = A.transpose(A.reshape(x, [n, t, parts, heads, d]), [2, 0, 3, 1, 4])
  const ones = Array.from({ length: parts }, () => 1)
  return split(A, partsFirst, 0, ones).map((part) => A.reshape(part, [n, heads, t, d]))
}

/** Merges the heads of the parts: the adjoint of `splitHeads`, which is its inverse. */
export const mergeHeads = <T>(A: Tensor<T>, parts: ReadonlyArray<T>): T => {
  const [n, heads, t, d] = extentsOf(A.shape(itemAt(parts, 0)), 4)
  const partsFirst = A.concat(
    parts.map((part) => A.reshape(part, [1, n, heads, t, d])),
    0,
  )
  const width = parts.length * knownExtent(heads) * knownExtent(d)
  return A.reshape(A.transpose(partsFirst, [1, 3, 0, 2, 4]), [n, t, width])
}

/** The parameters of a projection under its name; `fanOut` is the width of one of the parts that it computes. */
export const projectionParameters = (name: string, from: number, to: number, fanOut = to): Named.Named<Parameter> =>
  prefix<Parameter>(
    {
      weight: { shape: [from, to], initialiser: 'glorotUniform', fan: { in: from, out: fanOut } },
      bias: { shape: [to], initialiser: 'zeros', fan: { in: from, out: fanOut } },
    },
    name,
  )

/** x·W + b on every vector, with W and b under the projection's name. */
export const project = <T>(A: Tensor<T>, name: string, input: StageInput<T>, output: Sizes): Stage<T> =>
  sequence([{ scope: name, padding: 'keeps', program: affine(output, { bias: true, transposed: false }) }])(A, input)
