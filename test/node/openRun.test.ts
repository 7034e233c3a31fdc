import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as Either from 'fp-ts/lib/Either.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { adam, autoencoder, csv, dense, experiment, input, mse, pipe, standard } from '../../src/index.ts'
import { drawFaults } from '../../src/codec/index.ts'
import type { Run } from '../../src/node/index.ts'
import {
  evaluateRun,
  IsthmusError,
  open,
  openRun,
  openRunEither,
  readRows,
  save,
  train,
  trainEither,
} from '../../src/node/index.ts'

const place = mkdtempSync(join(tmpdir(), 'isthmus-node-'))
const at = (name: string): string => join(place, name)
const fixture = (name: string): string => fileURLToPath(new URL(`./oldRun/${name}`, import.meta.url))

const spec = experiment({
  model: autoencoder({ encoder: pipe(input([4]), dense(2)), decoder: pipe(input([2]), dense(4)), loss: mse }),
  data: csv(fixture('rows.csv'), { label: 'odd' }),
  preprocessing: [standard()],
  split: { validation: 0.1, test: 0.1 },
  optimiser: adam(0.03),
  epochs: 5,
  batchSize: 8,
  seed: 5,
})

const engine = 'reference'
let run: Run

beforeAll(async () => {
  run = await train(spec, { out: at('run'), name: 'plane', engine })
})

afterAll(() => rmSync(place, { recursive: true, force: true }))

const faultsOf = async (result: Promise<Either.Either<Parameters<typeof drawFaults>[0], unknown>>): Promise<string> => {
  const settled = await result
  return Either.isLeft(settled) ? drawFaults(settled.left) : 'no fault'
}

describe('train and openRun', () => {
  it('give a run with its model, record and history', async () => {
    const again = await openRun(at('run'), { engine })
    expect(again.record).toMatchObject({
      name: 'plane',
      ending: 'completed',
      epochs: 5,
      data: { rows: 40, columns: 4 },
    })
    expect(again.history).toHaveLength(5)
    expect(again.history[4]).toEqual(run.history[4])
    const rows = await readRows(again, { rows: 7 })
    expect((await again.model.encode(rows)).data).toEqual((await run.model.encode(rows)).data)
    expect((await again.model.encode(rows)).shape).toEqual([7, 2])
  })

  it('evaluate what was held out, beside PCA', async () => {
    expect(await evaluateRun(run)).toMatchObject({ part: 'test', rows: 4, pca: { components: 2 } })
  })

  it('a model is saved to one file and opened from it', async () => {
    const path = await save(run.model, at('model.safetensors'))
    const model = await open(path, { engine })
    const rows = await readRows(run)
    expect((await model.score(rows)).length).toBe(40)
    await expect(save(run.model, path)).rejects.toThrow('an existing file')
  })
})

describe('a run of the first layout', () => {
  it('is migrated and gives the codes that it gave then', async () => {
    const old = await openRun(fixture('run'), { engine })
    expect(old).toMatchObject({ isOld: true, record: { name: 'old', epoch: 4 } })
    const codes = await old.model.encode(await readRows(old, { data: fixture('rows.csv') }))
    const lines = readFileSync(fixture('codes.csv'), 'utf8').trim().split('\n').slice(1)
    const before = lines.flatMap((line) => line.split(',').map(Number))
    before.forEach((value, i) => expect(codes.data[i]).toBeCloseTo(value, 5))
  })
})

describe('what is wrong', () => {
  it('is a fault, or the same text thrown', async () => {
    expect(await faultsOf(openRunEither(place))).toContain('expected a run directory with run.json')
    await expect(openRun(place)).rejects.toThrow(IsthmusError)
    expect(await faultsOf(trainEither(spec, { out: at('run'), engine }))).toContain('an existing folder')
  })

  it('names a model file that ends too early', async () => {
    cpSync(at('run'), at('short'), { recursive: true })
    truncateSync(join(at('short'), 'model.safetensors'), 300)
    expect(await faultsOf(openRunEither(at('short'), { engine }))).toContain('short/model.safetensors')
  })

  it('names rows of another width', async () => {
    await expect(run.model.encode([[1, 2]])).rejects.toThrow('expected rows of [4]')
  })
})
