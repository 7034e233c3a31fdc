import type { NdArray } from '../interpreters/ndarray/index.ts'
import { path } from '../random/index.ts'
import * as Named from '../tensor/named.ts'
import type { Differentiable } from './differentiable.ts'
import { A, cotangentsOf, run } from './differentiable.ts'
import type { Verdict } from './law.ts'
import { dyadic } from './numbers.ts'

/** Something differentiable whose variable x is a sequence of vectors, perhaps with padding. */
export interface PaddedDifferentiable extends Differentiable {
  /** 1 where a vector of x is present, 0 where it is padding: [N, T, 1]. */
  readonly paddingMask?: NdArray
}

const isSame = (a: NdArray, b: NdArray): boolean => {
  const others = A.read(b)
  return A.read(a).every((value, i) => value === others[i])
}

/** Other vectors in place of padding change neither y nor the cotangents, and none comes back to padding. */
export const ignoresPadding = (subject: PaddedDifferentiable): Verdict => {
  const { paddingMask, variables, stream } = subject
  if (paddingMask === undefined) return undefined
  const x = Named.get(variables, 'x')
  const isPresent = A.expand(paddingMask, A.shape(x))
  const others = dyadic(path(stream, 'padding'), [...x.shape])
  const [once, again] = [x, A.where(isPresent, x, others)].map((rows) =>
    run(subject, { variables: { ...variables, x: rows } }),
  )
  if (once === undefined || again === undefined) return undefined
  const { y } = once.outputs
  if (y === undefined || !isSame(y, Named.get(again.outputs, 'y'))) return 'y changes with the padding of x'
  const cotangents = cotangentsOf(subject, { y })
  const [back, other] = [once.pullback(cotangents), again.pullback(cotangents)]
  const changed = Named.names(back).find((name) => !isSame(Named.get(back, name), Named.get(other, name)))
  if (changed !== undefined) return `the cotangent of "${changed}" changes with the padding of x`
  const dx = Named.get(back, 'x')
  return isSame(dx, A.mul(dx, isPresent)) ? undefined : 'a cotangent comes back to padding'
}
