import fc from 'fast-check'
import { expect, it } from 'vitest'
import { compiled } from '../src/engines/compiled.ts'
import { nativeRuntime } from '../src/engines/native.ts'
import { comparer } from './agreement/agrees.ts'
import { agreementCases } from './agreement/cases.ts'
import { spoiled } from './agreement/spoiled.ts'

const operators = ['Gemm', 'Add', 'Sub', 'Mul', 'Div', 'ReduceSum', 'Sqrt', 'Sigmoid', 'Exp']

/** So many arbitrary specs must be enough to notice. */
const specs = 60

it('an operator that is wrong by a thousandth is caught', async () => {
  const runtime = await nativeRuntime({ threads: 1 })
  const wrong = new Map(operators.map((operator) => [operator, compiled(spoiled(runtime, operator, 1.001))]))
  for (const one of fc.sample(agreementCases, specs)) {
    if (wrong.size === 0) break
    const comparisonWith = await comparer('float32', one)
    for (const [operator, engine] of wrong)
      if ((await comparisonWith(engine)).disagreement !== undefined) wrong.delete(operator)
  }
  expect([...wrong.keys()]).toEqual([])
})
