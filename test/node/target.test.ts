import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as Either from 'fp-ts/lib/Either.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { drawFaults } from '../../src/codec/index.ts'
import { adam, autoencoder, csv, dense, experiment, input, mse, pipe, standard } from '../../src/index.ts'
import type { Run } from '../../src/node/index.ts'
import { evaluateRun, evaluateRunEither, openRun, readRows, train, trainEither } from '../../src/node/index.ts'

const place = mkdtempSync(join(tmpdir(), 'isthmus-target-'))
const at = (name: string): string => join(place, name)
const engine = 'reference'

const write = (name: string, header: string, rows: number, cells: (i: number) => ReadonlyArray<number>): void =>
  writeFileSync(at(name), `${[header, ...Array.from({ length: rows }, (_, i) => cells(i).join(','))].join('\n')}\n`)

const spec = experiment({
  model: autoencoder({
    encoder: pipe(input([2]), dense(2)),
    decoder: pipe(input([2]), dense(1)),
    target: [1],
    loss: mse,
  }),
  data: csv(at('noisy.csv')),
  target: csv(at('clean.csv')),
  preprocessing: [standard()],
  split: { validation: 0.1, test: 0.1 },
  optimiser: adam(0.05),
  epochs: 40,
  batchSize: 8,
})

let run: Run

beforeAll(async () => {
  write('noisy.csv', 'a,b', 40, (i) => [Math.sin(i), Math.cos(i)])
  write('clean.csv', 'c', 40, (i) => [100 + 7 * Math.sin(i + 1)])
  write('short.csv', 'c', 39, (i) => [i])
  run = await train(spec, { out: at('run'), engine })
})

afterAll(() => rmSync(place, { recursive: true, force: true }))

describe('a run with a target', () => {
  it('is opened with its target, and evaluated on it', async () => {
    const again = await openRun(at('run'), { engine })
    const evaluation = await evaluateRun(again)
    expect(evaluation).toMatchObject({ part: 'test', withoutPca: 'the target is not the input' })
    expect(evaluation.mse).toBeLessThan(0.05)
    const rows = await readRows(again)
    expect(rows.target?.columns).toEqual(['c'])
    const { data } = await again.model.reconstruct(rows)
    expect(Math.abs((data[5] ?? 0) - (100 + 7 * Math.sin(6)))).toBeLessThan(1.5)
  })

  it('takes the target of other rows from another file', async () => {
    const other = { data: at('noisy.csv'), target: at('clean.csv') }
    expect((await evaluateRun(run, other)).rows).toBe(40)
    const without = await evaluateRunEither(run, { data: at('noisy.csv') })
    expect(Either.isLeft(without) ? drawFaults(without.left) : '').toContain('rows without a target')
  })

  it('is refused if rows and targets differ in number', async () => {
    const wrong = await trainEither({ ...spec, target: csv(at('short.csv')) }, { out: at('wrong'), engine })
    expect(Either.isLeft(wrong) ? drawFaults(wrong.left) : '').toContain('39')
  })
})
