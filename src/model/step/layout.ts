import * as Named from '../../tensor/named.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { knownSizes, product } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { discriminatorScope, isAutoencoderParameter, isDiscriminatorParameter } from '../discriminator.ts'

type NamedOf<T> = Named.Named<T>
type Shapes = NamedOf<{ readonly shape: Sizes }>

/** A tensor of the state: one parameter, or several side by side in one row, [1, sum of their entries]. */
export type FusedTensor =
  | { readonly kind: 'whole'; readonly parameter: string }
  | { readonly kind: 'joined'; readonly parameters: ReadonlyArray<string> }

/**
 * The tensors that hold the parameters and, one for each slot, the state of their optimiser. Fusing small parameters
 * saves kernel launches: updates that are `layoutFree` give the same numbers in any layout.
 */
export type Layout = NamedOf<FusedTensor>

/** Every parameter in a tensor of its own. */
export const unfused = (shapes: Shapes): Layout => Named.map(shapes, (_, parameter) => ({ kind: 'whole', parameter }))

/**
 * Parameters of at most `maxEntries` entries fused into one tensor, the others each in their own. Those of a
 * discriminator, which another optimiser trains, are fused among themselves.
 */
export const fuseSmall = (shapes: Shapes, maxEntries: number): Layout => ({
  ...fuseSmallInto('joined', Named.filter(shapes, isAutoencoderParameter), maxEntries),
  ...fuseSmallInto(`${discriminatorScope}.joined`, Named.filter(shapes, isDiscriminatorParameter), maxEntries),
})

const fuseSmallInto = (fusedName: string, shapes: Shapes, maxEntries: number): Layout => {
  const isSmall = (name: string): boolean => product(Named.get(shapes, name).shape) <= maxEntries
  const parameters = Named.names(shapes).filter(isSmall)
  if (parameters.length < 2) return unfused(shapes)
  return { [fusedName]: { kind: 'joined', parameters }, ...unfused(Named.filter(shapes, (name) => !isSmall(name))) }
}

/** The shape of every tensor of a layout. */
export const fusedShapes = (layout: Layout, shapes: Shapes): Shapes =>
  Named.map(layout, (fused) => {
    const shapeOf = (name: string): Sizes => Named.get(shapes, name).shape
    switch (fused.kind) {
      case 'whole':
        return { shape: shapeOf(fused.parameter) }
      case 'joined':
        return { shape: [1, fused.parameters.reduce((sum, name) => sum + product(shapeOf(name)), 0)] }
    }
  })

/** From tensors by parameter to the tensors of a layout. */
export const fuse = <T>(A: Tensor<T>, layout: Layout, tensors: NamedOf<T>): NamedOf<T> =>
  Named.map(layout, (fused) => {
    switch (fused.kind) {
      case 'whole':
        return Named.get(tensors, fused.parameter)
      case 'joined':
        return A.concat(
          fused.parameters.map((name) => {
            const tensor = Named.get(tensors, name)
            return A.reshape(tensor, [1, product(knownSizes(A.shape(tensor)))])
          }),
          1,
        )
    }
  })

/** The inverse of `fuse`: from the tensors of a layout to tensors by parameter. */
export const split = <T>(A: Tensor<T>, layout: Layout, shapes: Shapes, fusedTensors: NamedOf<T>): NamedOf<T> => {
  const tensors = Object.fromEntries(
    Object.entries(layout).flatMap(([name, fused]) => {
      const tensor = Named.get(fusedTensors, name)
      return fused.kind === 'whole'
        ? [[fused.parameter, tensor] as const]
        : Object.entries(splitRow(A, fused.parameters, shapes, tensor))
    }),
  )
  return Named.map(shapes, (_, name) => Named.get(tensors, name))
}

/** The parameters of one row. */
const splitRow = <T>(A: Tensor<T>, names: ReadonlyArray<string>, shapes: Shapes, row: T): NamedOf<T> => {
  let start = 0
  return Object.fromEntries(
    names.map((name) => {
      const { shape } = Named.get(shapes, name)
      const stop = start + product(shape)
      const entries = A.slice(row, [null, { start, stop }])
      start = stop
      return [name, A.reshape(entries, shape)]
    }),
  )
}
