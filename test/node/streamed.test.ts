import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as Either from 'fp-ts/lib/Either.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { drawFaults } from '../../src/codec/index.ts'
import { adam, autoencoder, csv, dense, experiment, input, mse, pipe, standard } from '../../src/index.ts'
import { evaluateRun, openRun, train, trainEither } from '../../src/node/index.ts'
import { trainTask } from '../../src/node/train.ts'

const place = mkdtempSync(join(tmpdir(), 'isthmus-stream-'))
const at = (name: string): string => join(place, name)
const engine = 'reference'

const table = (header: string, rows: number, cells: (i: number) => ReadonlyArray<number | string>): string =>
  `${[header, ...Array.from({ length: rows }, (_, i) => cells(i).join(','))].join('\n')}\n`

const model = autoencoder({ encoder: pipe(input([3]), dense(2)), decoder: pipe(input([2]), dense(3)), loss: mse })
const spec = experiment({
  model,
  data: csv(at('rows.csv')),
  preprocessing: [standard()],
  optimiser: adam(0.05),
  epochs: 3,
  batchSize: 8,
})

const rowsText = table('a,b,c', 60, (i) => [Math.sin(i), Math.cos(i), i / 7])

beforeAll(() => {
  writeFileSync(at('rows.csv'), rowsText)
  writeFileSync(
    at('target.csv'),
    table('a,b,c', 60, (i) => [Math.sin(i + 1), Math.cos(i + 1), i / 7]),
  )
  writeFileSync(
    at('short.csv'),
    table('a,b,c', 59, (i) => [i, i, i]),
  )
})

afterAll(() => rmSync(place, { recursive: true, force: true }))

const faults = (result: Either.Either<Parameters<typeof drawFaults>[0], unknown>): string =>
  Either.isLeft(result) ? drawFaults(result.left) : 'no fault'

describe('an experiment that streams its data', () => {
  it('trains as in memory, to the bit, where the buffer holds all rows', async () => {
    const inMemory = await train(spec, { out: at('memory'), engine })
    const streamed = await train({ ...spec, stream: true }, { out: at('stream'), engine })
    expect(streamed.model.trained.weights).toEqual(inMemory.model.trained.weights)
    expect(streamed.model.trained.preprocessing).toEqual(inMemory.model.trained.preprocessing)
    expect(streamed.spec.stream).toBe(true)
    expect(inMemory.spec.stream).toBeUndefined()
  })

  it('is evaluated on the rows that it held out', async () => {
    const split = { ...spec, stream: true, split: { validation: 0.2, test: 0.2 } }
    const run = await train(split, { out: at('split'), engine })
    const evaluation = await evaluateRun(await openRun(at('split'), { engine }))
    expect(evaluation.part).toBe('test')
    expect(evaluation.rows).toBe(run.record.rows['test'])
    expect(Object.values(run.record.rows).reduce((a, b) => a + b, 0)).toBe(60)
  })

  it('is compared with the rows of another stream', async () => {
    const paired = { ...spec, target: csv(at('target.csv')) }
    const inMemory = await train(paired, { out: at('paired'), engine })
    const streamed = await train({ ...paired, stream: true }, { out: at('paired-stream'), engine })
    expect(streamed.model.trained.weights).toEqual(inMemory.model.trained.weights)
    const short = await trainEither({ ...spec, stream: true, target: csv(at('short.csv')) }, { out: at('x'), engine })
    expect(faults(short)).toContain('a row for each row of the data')
  })

  it('is refused where a cell is wrong, with its place', async () => {
    writeFileSync(at('broken.csv'), rowsText.replace(/\n([^\n]*)$/, '\n1,oops,2\n$1'))
    const broken = await trainEither(
      { ...spec, stream: true, data: csv(at('broken.csv'), { kinds: { b: 'number' } }) },
      { out: at('x'), engine },
    )
    expect(faults(broken)).toContain('broken.csv')
    writeFileSync(at('empty.csv'), 'a,b,c\n')
    const empty = await trainEither({ ...spec, stream: true, data: csv(at('empty.csv')) }, { out: at('x'), engine })
    expect(faults(empty)).toContain('rows')
  })

  it('keeps what was trained where the file vanishes between epochs', async () => {
    writeFileSync(at('vanishing.csv'), rowsText)
    const finished = await trainTask(
      { ...spec, stream: true, data: csv(at('vanishing.csv')) },
      {
        out: at('vanished'),
        engine,
        onProgress: ({ kind, epoch }) => {
          if (kind === 'epoch' && epoch === 2) rmSync(at('vanishing.csv'))
        },
      },
    )()
    expect(Either.isRight(finished) && finished.right.fault?.where).toContain('vanishing.csv')
    const run = await openRun(at('vanished'), { engine })
    expect(run.record).toMatchObject({ ending: 'broken data', epochs: 2 })
  })
})
