import fc from 'fast-check'
import { expect, it } from 'vitest'
import { compiled } from '../../src/engines/onnxruntime/compiled.ts'
import { EngineError } from '../../src/engines/index.ts'
import { nativeRuntime } from '../../src/engines/onnxruntime/native.ts'
import { isWhole } from '../cases.ts'
import { comparer } from './agrees.ts'
import { agreementCases } from './cases.ts'
import type { Comparison } from './compare.ts'
import { spoiled } from './spoiled.ts'

const operators = ['Gemm', 'Add', 'Sub', 'Mul', 'Div', 'ReduceSum', 'Sqrt', 'Sigmoid', 'Exp']

/** So many arbitrary specs must be enough to notice. */
const specs = 60

/** A graph that has the operator on whole numbers too cannot be spoilt by a thousandth: it does not load, and says nothing. */
const isCaught = async (comparison: () => Promise<Comparison>): Promise<boolean> => {
  try {
    return (await comparison()).disagreement !== undefined
  } catch (error) {
    if (error instanceof EngineError) return false
    throw error
  }
}

it.runIf(isWhole)('an operator that is wrong by a thousandth is caught', async () => {
  const runtime = await nativeRuntime({ threads: 1 })
  const wrong = new Map(operators.map((operator) => [operator, compiled(spoiled(runtime, operator, 1.001))]))
  for (const one of fc.sample(agreementCases, specs)) {
    if (wrong.size === 0) break
    const comparisonWith = await comparer('float32', one)
    for (const [operator, engine] of wrong) if (await isCaught(() => comparisonWith(engine))) wrong.delete(operator)
  }
  expect([...wrong.keys()]).toEqual([])
})
