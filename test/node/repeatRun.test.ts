import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { adam, autoencoder, csv, dense, experiment, input, mse, pipe } from '../../src/index.ts'
import type { Run } from '../../src/node/index.ts'
import { repeatRun, repeatRunEither, train } from '../../src/node/index.ts'

const place = mkdtempSync(join(tmpdir(), 'isthmus-repeat-'))
const at = (name: string): string => join(place, name)

afterAll(() => rmSync(place, { recursive: true, force: true }))

const spec = (split: { readonly validation?: number; readonly test?: number }) =>
  experiment({
    model: autoencoder({ encoder: pipe(input([3]), dense(1)), decoder: pipe(input([1]), dense(3)), loss: mse }),
    data: csv(at('rows.csv')),
    split,
    optimiser: adam(0.05),
    epochs: 3,
    batchSize: 16,
    seed: 3,
  })

describe('a run that is trained again', () => {
  let run: Run
  beforeAll(async () => {
    const rows = Array.from({ length: 30 }, (_, i) => [Math.sin(i), Math.cos(2 * i), Math.sin(i) - 1].join(','))
    writeFileSync(at('rows.csv'), `${['a,b,c', ...rows].join('\n')}\n`)
    run = await train(spec({ validation: 0.1, test: 0.2 }), { out: at('run'), engine: 'reference' })
  })

  it('on folds evaluates every row once', async () => {
    const names: Array<string> = []
    const { repeats, figures } = await repeatRun(run, { folds: 4, onRepeat: ({ name }) => names.push(name) })
    expect(names).toEqual(['fold 1 of 4', 'fold 2 of 4', 'fold 3 of 4', 'fold 4 of 4'])
    expect(repeats.reduce((sum, { evaluation }) => sum + evaluation.rows, 0)).toBe(30)
    const error = figures.find(({ name }) => name === 'mean squared error')
    expect(error?.values).toHaveLength(4)
    expect(error?.interval?.low).toBeLessThan(error?.mean ?? 0)
  })

  it('with other seeds evaluates the same rows, and the same seed gives the same figures', async () => {
    const first = await repeatRun(run, { seeds: 2, metrics: ['r2'] })
    expect(first.repeats.map(({ name, evaluation }) => [name, evaluation.rows])).toEqual([
      ['seed 3', 6],
      ['seed 4', 6],
    ])
    expect(first.figures.map(({ name }) => name)).toContain('R²')
    const again = await repeatRun(run, { seeds: 2, metrics: ['r2'] })
    expect(again.figures).toEqual(first.figures)
    expect(first.figures[0]?.values[0]).not.toBe(first.figures[0]?.values[1])
  })

  it('refuses more folds than rows, and seeds without rows to evaluate', async () => {
    expect(await repeatRunEither(run, { folds: 31 })).toMatchObject({
      left: [{ where: '--folds', expected: 'at most 30 folds, as there are so many rows' }],
    })
    const whole = await train(spec({}), { out: at('whole'), engine: 'reference' })
    expect(await repeatRunEither(whole, { seeds: 2 })).toMatchObject({ left: [{ where: '--seeds', found: 'none' }] })
  })
})
