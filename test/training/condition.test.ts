import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { drawFaults, orThrow } from '../../src/codec/index.ts'
import type { ConditionRows, Dataset } from '../../src/data/index.ts'
import type { Autoencoder, ConditionSpec, Job } from '../../src/index.ts'
import {
  adam,
  autoencoder,
  classes,
  columns,
  conditioned,
  dense,
  elaborate,
  input,
  library,
  mse,
  pipe,
} from '../../src/index.ts'
import { evaluate, train } from '../../src/training/index.ts'
import { reference } from '../../src/engines/index.ts'
import { select, split } from '../../src/data/index.ts'
import { stream } from '../../src/random/index.ts'
import type { Model } from '../../src/model/index.ts'
import { draw } from '../../src/random/index.ts'
import { applyToCondition, fitCondition } from '../../src/preprocessing/index.ts'
import { fitToModel } from '../../src/training/index.ts'
import { planOf } from '../plans.ts'

const modelOf = (spec: Autoencoder): Model => {
  const model = elaborate(library, spec)
  if (Either.isLeft(model)) throw new Error(drawFaults(model.left))
  return model.right
}

/** A linear autoencoder of one entry that is told a condition on both sides, or none. */
const linear = (condition?: ConditionSpec): Model =>
  modelOf(
    condition === undefined
      ? autoencoder({ encoder: pipe(input([3]), dense(1)), decoder: pipe(input([1]), dense(3)), loss: mse })
      : autoencoder({
          condition,
          encoder: pipe(input([3]), conditioned(condition), dense(1)),
          decoder: pipe(input([1]), conditioned(condition), dense(3)),
          loss: mse,
        }),
  )

/** Points on a line of their own for each class; the three lines are parallel. */
const lines = (length: number, seed: number): Dataset => {
  const z = draw(stream(seed), length, { kind: 'normal' })
  const offsets = [
    [0, 2, 0],
    [2, 0, -1],
    [-1, -1, 2],
  ]
  const at = (row: number): number => row % 3
  return {
    sizes: [3],
    length,
    values: Float32Array.from({ length: 3 * length }, (_, i) => {
      const row = Math.floor(i / 3)
      return (offsets[at(row)]?.[i % 3] ?? 0) + ([1, -0.5, 0.5][i % 3] ?? 0) * (z[row] ?? 0)
    }),
    labels: Array.from({ length }, (_, row) => ['one', 'two', 'three'][at(row)] ?? ''),
  }
}

const fitted = (model: Model, data: Dataset): Dataset => {
  const result = fitToModel(model, data)
  if (Either.isLeft(result)) throw new Error(drawFaults(result.left))
  return result.right
}

/** The loss on fresh rows of a model that was trained. */
const errorOf = async (model: Model): Promise<number> => {
  const data = fitted(model, lines(120, 1))
  const [epochs, batchSize] = [60, 12]
  const plan = planOf({ optimiser: adam(0.03) }, model, epochs * 10)
  const empty = select(data, [])
  const job: Job = { model, plan, seed: stream(3), train: data, validation: empty, epochs, batchSize }
  const engine = reference('float64')
  const progress = train(job, engine)
  for (;;) {
    const next = await progress.next()
    if (next.done !== true) continue
    const session = await engine.open(model, plan)
    return (await evaluate(session, next.value.state, fitted(model, lines(60, 2)))).total
  }
}

describe('a model that is told the class of every row', () => {
  it('needs its code only for what the class does not say', async () => {
    expect(await errorOf(linear(classes('one', 'two', 'three')))).toBeLessThan(1e-4)
    expect(await errorOf(linear())).toBeGreaterThan(0.1)
  })
})

const why = (model: Model, data: Dataset): string => {
  const result = fitToModel(model, data)
  return Either.isLeft(result) ? drawFaults(result.left) : 'it fits'
}

const told = (values: ReadonlyArray<number>, width: number): ConditionRows => ({
  kind: 'columns',
  width,
  values: Float32Array.from(values),
})

describe('what a model is told', () => {
  const rows: Dataset = { sizes: [3], length: 2, values: new Float32Array(6) }

  it('is one-hot for labels by number and by name', () => {
    const digits = fitted(linear(classes(3)), { ...rows, labels: ['2', '0'] })
    expect(digits.condition).toEqual({ kind: 'classes', width: 3, values: Float32Array.of(0, 0, 1, 1, 0, 0) })
    const names = fitted(linear(classes('x', 'y')), { ...rows, labels: ['y', 'x'] })
    expect(names.condition?.values).toEqual(Float32Array.of(0, 1, 1, 0))
  })

  it('is refused where it is missing, too much or of no class', () => {
    expect(why(linear(classes(3)), { ...rows, labels: ['2', '3'] })).toContain(
      'data, row 2, label: expected a label from 0 to 2, found "3"',
    )
    expect(why(linear(classes(3)), { ...rows, labels: ['', '1.5'] })).toContain('row 1, label')
    expect(why(linear(classes('left', 'right')), { ...rows, labels: ['left', 'rihgt'] })).toBe(
      'data, row 2, label: expected one of the labels "left", "right", found "rihgt" (did you mean "right"?)',
    )
    expect(why(linear(classes(3)), rows)).toContain('expected a label for every row')
    expect(why(linear(columns(2)), rows)).toContain('expected 2 columns for the condition of the model, found none')
    expect(why(linear(columns(2)), { ...rows, condition: told([1, 2], 1) })).toContain('found 1')
    expect(why(linear(), { ...rows, condition: told([1, 2], 1) })).toContain('found a model without a condition')
    expect(why(linear(classes(2)), { ...rows, condition: told([1, 2], 1) })).toContain('found a condition of 2 classes')
    expect(why(linear(), { ...rows, labels: ['a', 'b'] })).toBe('it fits')
  })

  it('goes with its rows through selection, splits and preprocessing', () => {
    const data: Dataset = {
      sizes: [1],
      length: 4,
      values: Float32Array.of(0, 1, 2, 3),
      condition: told([0, 10, 1, 11, 2, 12, 3, 13], 2),
    }
    expect(select(data, [3, 1]).condition?.values).toEqual(Float32Array.of(3, 13, 1, 11))
    const parts = split(stream(1), data, { validation: 0.25, test: 0.25 })
    for (const { values, condition } of Object.values(parts))
      expect([...(condition?.values ?? [])]).toEqual([...values].flatMap((value: number) => [value, value + 10]))
    const steps = orThrow(fitCondition(library.steps, [{ step: 'minMax' }], data))
    const applied = orThrow(applyToCondition(library.steps, steps, data))
    expect(applied.condition?.values[7]).toBeCloseTo(1, 6)
    expect(applied.values).toBe(data.values)
    const known: Dataset = { ...data, condition: { ...told([0, 1, 1, 0, 0, 1, 1, 0], 2), kind: 'classes' } }
    expect(orThrow(fitCondition(library.steps, [{ step: 'minMax' }], known))).toEqual([])
  })
})
