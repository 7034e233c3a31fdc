import * as Named from '../tensor/named.ts'
import type { Differentiable } from './differentiable.ts'
import { A, cotangentsOf, run } from './differentiable.ts'
import type { Verdict } from './law.ts'

const same = (a: Float64Array, b: Float64Array): boolean =>
  a.length === b.length && a.every((value, i) => Object.is(value, b[i]))

/** The first name under which two records do not hold the same bits. */
const changed = (a: Named.Named<Float64Array>, b: Named.Named<Float64Array>): string | undefined =>
  Named.names(a).find((name) => !same(Named.get(a, name), Named.get(b, name)))

/** Running and pulling back leaves the variables as they were, and doing it twice gives the same bits. */
export const isPure = (subject: Differentiable): Verdict => {
  const numbers = (): Named.Named<Float64Array> => Named.map(subject.variables, A.read)
  const once = (): Named.Named<Float64Array> => {
    const { outputs, pullback } = run(subject)
    const back = pullback(cotangentsOf(subject, outputs))
    return Named.map({ ...Named.prefix(outputs, 'output'), ...Named.prefix(back, 'cotangent') }, A.read)
  }
  const before = numbers()
  const differs = changed(once(), once())
  if (differs !== undefined) return `${differs} differs when it is computed twice`
  const written = changed(before, numbers())
  return written === undefined ? undefined : `"${written}" was written to`
}
