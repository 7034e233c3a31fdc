import { expect, it } from 'vitest'
import { A } from '../../../src/laws/differentiable.ts'
import { path, stream } from '../../../src/random/index.ts'
import { inDomain } from '../../../src/laws/numbers.ts'
import { fill } from '../../../src/tensor/derived.ts'
import { expressions as E, input } from '../../../src/expression/expression.ts'
import * as Named from '../../../src/tensor/named.ts'
import type { Tensor } from '../../../src/tensor/tensor.ts'
import { runNatively } from './run.ts'

/** 1/√x twice in a product and once beside it, as in layers that normalise one after the other. */
const program = <T>(B: Tensor<T>, { x, y, z }: Readonly<Record<'x' | 'y' | 'z', T>>): ReadonlyArray<T> => {
  const inverse = (a: T): T => B.div(fill(B, 1, B.shape(a)), B.sqrt(a))
  const [a, b] = [inverse(x), inverse(y)]
  return [B.mul(a, z), B.mul(a, b)]
}

it.each(['float32', 'float64'] as const)('products of reciprocals are what they are in %s', async (dtype) => {
  const given = { x: [2, 3], y: [2, 3], z: [2, 3] }
  const numbers = Named.map(given, (shape, name) => inDomain.unit(path(stream(1), name), shape))
  const symbols = { x: input('x', [2, 3]), y: input('y', [2, 3]), z: input('z', [2, 3]) }
  const found = await runNatively(program(E, symbols), numbers, dtype)
  const expected = program(A, {
    x: Named.get(numbers, 'x'),
    y: Named.get(numbers, 'y'),
    z: Named.get(numbers, 'z'),
  })
  expected.forEach((tensor, k) => {
    const got = A.read(found[k] ?? tensor)
    A.read(tensor).forEach((value, i) =>
      expect(Math.abs((got[i] ?? Number.NaN) / value - 1)).toBeLessThan(dtype === 'float64' ? 1e-14 : 1e-6),
    )
  })
})
