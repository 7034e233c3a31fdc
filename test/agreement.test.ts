import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compiled } from '../src/engines/compiled.ts'
import type { Engine } from '../src/engines/index.ts'
import { native, web } from '../src/engines/index.ts'
import { nativeRuntime } from '../src/engines/native.ts'
import type { Agreement } from './agreement/agrees.ts'
import { agreesOn, compareWithReference, drawAgreement } from './agreement/agrees.ts'
import { agreementCases, everyRow } from './agreement/cases.ts'
import { spoiled } from './agreement/spoiled.ts'
import { casesPerRow } from './cases.ts'

const specs = Math.min(300, casesPerRow)
/** Loading a graph takes WebAssembly longer. */
const specsOnWeb = Math.ceil(specs / 8)

/** Of all numbers, as many must have a bound that says something. */
const tellingShare = 0.8

const agrees = async (engine: Engine, count: number): Promise<Agreement> => {
  const agreement = await agreesOn(engine, count)
  console.log(drawAgreement(engine, agreement))
  expect(agreement.cases).toBe(count)
  return agreement
}

describe('compiled engines agree with the float64 reference on arbitrary specs', () => {
  for (const dtype of ['float32', 'float64'] as const) {
    it(`native in ${dtype}, with every row of the registries`, async () => {
      const { seen, telling } = await agrees(await native({ threads: 1, dtype }), specs)
      expect(telling).toBeGreaterThan(tellingShare)
      if (specs >= 300) expect(everyRow.filter((row) => !seen.has(row))).toEqual([])
    })

    it(`web in ${dtype}`, async () => {
      await agrees(await web({ threads: 1, dtype }), specsOnWeb)
    })
  }
})

/** Whether one of so many arbitrary specs shows that an engine is wrong. */
const isCaught = async (engine: Engine, count: number): Promise<boolean> => {
  for (const one of fc.sample(agreementCases, count))
    if ((await compareWithReference(engine, one)).disagreement !== undefined) return true
  return false
}

describe('an operator that is wrong by a thousandth is caught', () => {
  it.each(['Gemm', 'Add', 'Sub', 'Mul', 'Div', 'ReduceSum', 'Sqrt', 'Sigmoid', 'Exp'])('%s', async (operator) => {
    const engine = compiled(spoiled(await nativeRuntime({ threads: 1 }), operator, 1.001))
    expect(await isCaught(engine, 60)).toBe(true)
  })
})
