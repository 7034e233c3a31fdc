import * as Named from '../../tensor/named.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { product } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { isDiscriminatorParameter } from '../discriminator.ts'

type NamedOf<T> = Named.Named<T>
type Shapes = NamedOf<{ readonly shape: Sizes }>

/** A tensor that holds parameters between steps: one of them, or several in one row. */
export type FusedTensor =
  | { readonly kind: 'whole'; readonly parameter: string }
  | { readonly kind: 'joined'; readonly parameters: ReadonlyArray<string> }

/**
 * How parameters, and everything that an optimiser keeps for each of them, are held between steps. Optimisers work
 * entry by entry, so any layout gives the same numbers, and every tensor less saves the cost of a dozen operators.
 */
export type Layout = NamedOf<FusedTensor>

/** Every parameter in a tensor of its own. */
export const unfused = (shapes: Shapes): Layout => Named.map(shapes, (_, parameter) => ({ kind: 'whole', parameter }))

/**
 * Parameters of at most so many entries joined in one tensor, the others each in their own. Those of a discriminator, which
 * another optimiser moves, are joined among themselves.
 */
export const fuseSmall = (shapes: Shapes, small: number): Layout => ({
  ...fuseSmallUnder(
    'joined',
    Named.filter(shapes, (name) => !isDiscriminatorParameter(name)),
    small,
  ),
  ...fuseSmallUnder('discriminator.joined', Named.filter(shapes, isDiscriminatorParameter), small),
})

const fuseSmallUnder = (joined: string, shapes: Shapes, small: number): Layout => {
  const isSmall = (name: string): boolean => product(Named.get(shapes, name).shape) <= small
  const parameters = Named.names(shapes).filter(isSmall)
  if (parameters.length < 2) return unfused(shapes)
  return { [joined]: { kind: 'joined', parameters }, ...unfused(Named.filter(shapes, (name) => !isSmall(name))) }
}

/** The shape of every holder. */
export const fusedShapes = (layout: Layout, shapes: Shapes): Shapes =>
  Named.map(layout, (holder) => {
    const shapeOf = (name: string): Sizes => Named.get(shapes, name).shape
    switch (holder.kind) {
      case 'whole':
        return { shape: shapeOf(holder.parameter) }
      case 'joined':
        return { shape: [1, holder.parameters.reduce((sum, name) => sum + product(shapeOf(name)), 0)] }
    }
  })

/** From tensors by parameter to tensors by holder. */
export const fuse = <T>(A: Tensor<T>, layout: Layout, tensors: NamedOf<T>): NamedOf<T> =>
  Named.map(layout, (holder) => {
    switch (holder.kind) {
      case 'whole':
        return Named.get(tensors, holder.parameter)
      case 'joined':
        return A.concat(
          holder.parameters.map((name) => {
            const tensor = Named.get(tensors, name)
            return A.reshape(tensor, [1, product(known(A.shape(tensor)))])
          }),
          1,
        )
    }
  })

const known = (shape: ReturnType<Tensor<unknown>['shape']>): Sizes =>
  shape.map((extent) => {
    if (typeof extent !== 'number') throw new Error('a parameter has no batch axis')
    return extent
  })

/** The inverse of `pack`. */
export const split = <T>(A: Tensor<T>, layout: Layout, shapes: Shapes, holders: NamedOf<T>): NamedOf<T> => {
  const found = Object.entries(layout).flatMap(([name, holder]) => {
    const tensor = Named.get(holders, name)
    return holder.kind === 'whole'
      ? [[holder.parameter, tensor] as const]
      : Object.entries(parts(A, holder.parameters, shapes, tensor))
  })
  const tensors = Object.fromEntries(found)
  return Named.map(shapes, (_, name) => Named.get(tensors, name))
}

const parts = <T>(A: Tensor<T>, names: ReadonlyArray<string>, shapes: Shapes, tensor: T): NamedOf<T> => {
  let start = 0
  return Object.fromEntries(
    names.map((name) => {
      const { shape } = Named.get(shapes, name)
      const stop = start + product(shape)
      const piece = A.slice(tensor, [null, { start, stop }])
      start = stop
      return [name, A.reshape(piece, shape)]
    }),
  )
}
