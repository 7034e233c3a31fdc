import type { Fallible } from '../../codec/index.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { drawShape, extentAt, sameShape } from '../../tensor/shape.ts'
import type { Add, Sub } from '../shape/arithmetic.ts'
import type { Built, Context } from '../core/layer.ts'
import { wrongSizes } from '../core/layer.ts'

/** The sizes of outputs concatenated along an axis; undefined if they have no such axis or differ along another. */
export const joinedSizes = (inside: ReadonlyArray<Built>, axis: number): Sizes | undefined => {
  const [first, ...rest] = inside.map(({ output }) => output)
  if (first === undefined || axis < 0 || axis >= first.length) return undefined
  const otherAxes = (sizes: Sizes): Sizes => sizes.filter((_, i) => i !== axis)
  if (rest.some((sizes) => sizes.length !== first.length || !sameShape(otherAxes(sizes), otherAxes(first))))
    return undefined
  return first.map((size, i) => (i === axis ? rest.reduce((sum, sizes) => sum + extentAt(sizes, i), size) : size))
}

/** The fault of outputs that cannot be concatenated along an axis. */
export const notJoinable = (inside: ReadonlyArray<Built>, axis: number, context: Context): Fallible<never> => {
  const [first, ...rest] = inside.map(({ output }) => output)
  const other = rest.find((sizes) => sizes.join() !== first?.join())
  return wrongSizes(
    context,
    `branches that give the same sizes but along axis ${axis}`,
    first ?? [],
    ...(other === undefined ? [] : [`another gives ${drawShape(other)}`]),
  )
}

/** The axis counted from 0, as far as the compiler knows. */
export type AxisOf<S extends Sizes, Axis extends number> = `${Axis}` extends `-${infer Back extends number}`
  ? Sub<S['length'], Back>
  : Axis

/** Sizes with another size along one axis. */
export type With<S extends Sizes, Axis extends number, Size extends number> = {
  readonly [K in keyof S]: K extends `${Axis}` ? Size : S[K]
}

type Meets<F extends Sizes, G extends Sizes> = F extends G ? true : G extends F ? true : false

/** The sizes of two outputs concatenated along an axis: their sizes along it add up, the others are equal. */
export type Joined<F extends Sizes, G extends Sizes, Axis extends number> =
  Meets<With<F, AxisOf<F, Axis>, 0>, With<G, AxisOf<F, Axis>, 0>> extends true
    ? With<F, AxisOf<F, Axis>, Add<F[AxisOf<F, Axis>], G[AxisOf<F, Axis>]>>
    : never
