import fc from 'fast-check'
import type { NdArray } from '../interpreters/ndarray/index.ts'
import { path, stream } from '../random/index.ts'
import type { Expression } from '../expression/expression.ts'
import { expressions, input } from '../expression/expression.ts'
import { interpret } from '../expression/interpret.ts'
import * as Named from '../tensor/named.ts'
import type { Sizes } from '../tensor/shape.ts'
import { sameShape } from '../tensor/shape.ts'
import type { Readable, Tensor } from '../tensor/tensor.ts'
import { A } from './differentiable.ts'
import type { Laws, Verdict } from './law.ts'
import { dyadic } from './numbers.ts'
import { grow } from './program.ts'

/** A random program on two inputs, and what it is run on. */
export interface ProgramCase {
  readonly sizes: Sizes
  readonly choices: ReadonlyArray<number>
  readonly seed: number
}

const inputsOf = ({ sizes, seed }: ProgramCase): Named.Named<NdArray> => ({
  a: dyadic(path(stream(seed), 'a'), sizes),
  b: dyadic(path(stream(seed), 'b'), sizes),
})

const programOf = ({ sizes, choices }: ProgramCase): Expression =>
  grow(expressions, [input('a', sizes), input('b', sizes)], choices)

const same = (a: number, b: number, relative: number, size: number): boolean =>
  Object.is(a, b) || a === b || (Number.isNaN(a) && Number.isNaN(b)) || Math.abs(a - b) <= relative * Math.max(1, size)

/** The interpreter gives the shape and the numbers of the float64 reference. */
const agrees = <T>(
  B: Tensor<T> & Readable<T>,
  lift: (a: NdArray) => T,
  relative: number,
  one: ProgramCase,
): Verdict => {
  const program = programOf(one)
  const inputs = inputsOf(one)
  const expected = interpret(A, program, inputs)
  const found = interpret(B, program, Named.map(inputs, lift))
  if (!sameShape(B.shape(found), expected.shape)) return 'another shape than the reference'
  const [x, y] = [A.read(expected), B.read(found)]
  const size = x.reduce((most, value) => Math.max(most, Number.isFinite(value) ? Math.abs(value) : 0), 0)
  const off = x.findIndex((value, i) => !same(value, y[i] ?? Number.NaN, relative, size))
  return off < 0 ? undefined : `entry ${off} is ${y[off]}, the reference says ${x[off]}`
}

/** The laws of an interpreter that numbers can be read from: on arbitrary programs it agrees with the reference. */
export const interpreterLaws = <T>(
  name: string,
  B: Tensor<T> & Readable<T>,
  lift: (a: NdArray) => T,
  relative: number,
): Laws<ProgramCase> => ({
  subject: `interpreter ${name}`,
  cases: fc.record({
    sizes: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
    choices: fc.array(fc.nat(), { minLength: 1, maxLength: 12 }),
    seed: fc.nat(),
  }),
  laws: [
    {
      name: 'it agrees with the float64 reference on arbitrary programs',
      verdict: (one) => agrees(B, lift, relative, one),
    },
  ],
  show: (one) => JSON.stringify(one),
})
