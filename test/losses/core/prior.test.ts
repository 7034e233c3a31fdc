import { describe, expect, it } from 'vitest'
import { native, reference } from '../../../src/engines/index.ts'
import {
  autoencoder,
  combine,
  dense,
  input,
  mmd,
  mse,
  pipe,
  sgd,
  slicedWasserstein,
  weighted,
} from '../../../src/index.ts'
import { train } from '../../../src/training/index.ts'
import { rowsOf } from '../../../src/training/batches.ts'
import { initialState } from '../../../src/training/index.ts'
import { ended, jobFor, rows } from '../../engines/jobs.ts'
import { draw, path, stream } from '../../../src/random/index.ts'
import { array } from '../../reference/values.ts'
import { matrix, valueOf } from '../values.ts'

const normal = (name: string, n: number, by = 1): ReadonlyArray<number> =>
  Array.from(draw(path(stream(9), name), n, { kind: 'normal' }), (x) => by * x)

const direction = array(normal('direction', 14), [7, 2])
const sliced = { directions: 7 }

describe('the maximum mean discrepancy', () => {
  for (const kernel of ['rbf', 'inverseMultiquadric'])
    describe(kernel, () => {
      const at = (code: ReadonlyArray<number>, prior: ReadonlyArray<number>, biased: boolean): number =>
        valueOf(
          mmd.definition,
          { aux: { code: matrix(100, code) }, noise: { prior: matrix(100, prior) } },
          { kernel, biased },
        )

      it('of equal samples is 0, in whatever order they are', () => {
        const same = normal('a', 200)
        const turned = [...same.slice(80), ...same.slice(0, 80)]
        expect(Math.abs(at(same, same, true))).toBeLessThan(1e-13)
        expect(Math.abs(at(same, turned, true))).toBeLessThan(1e-13)
      })

      it('without bias is near 0 for codes of the prior, and far from it for codes that are not', () => {
        expect(Math.abs(at(normal('a', 200), normal('b', 200), false))).toBeLessThan(0.03)
        expect(at(normal('a', 200, 3), normal('b', 200), false)).toBeGreaterThan(0.06)
      })
    })

  it('is finite for a batch of one row', () => {
    const [code, prior] = [matrix(1, [1, 2]), matrix(1, [0, 1])]
    expect(Number.isFinite(valueOf(mmd.definition, { aux: { code }, noise: { prior } }))).toBe(true)
  })
})

describe('the sliced Wasserstein distance', () => {
  const at = (n: number, code: ReadonlyArray<number>, prior: ReadonlyArray<number>): number =>
    valueOf(
      slicedWasserstein.definition,
      { aux: { code: matrix(n, code) }, noise: { prior: matrix(n, prior), direction } },
      sliced,
    )

  it('of equal samples is 0, in whatever order they are', () => {
    const same = normal('a', 60)
    expect(at(30, same, [...same.slice(20), ...same.slice(0, 20)])).toBeLessThan(1e-28)
  })

  it('of a sample moved by s is the mean of ⟨s, θ⟩²', () => {
    const [same, [x, y]] = [normal('a', 60), [0.5, -2]]
    const lines = Array.from({ length: 7 }, (_, l) => [direction.get(l, 0), direction.get(l, 1)] as const)
    const expected = lines.reduce((sum, [a, b]) => sum + (x * a + y * b) ** 2 / (a * a + b * b) / 7, 0)
    expect(
      at(
        30,
        same.map((value, i) => value + (i % 2 === 0 ? x : y)),
        same,
      ),
    ).toBeCloseTo(expected, 12)
  })

  it('of a code that is the same for every row is its squared distance from each sample, in the mean', () => {
    const prior = [1, 0, -1, 2, 0, 0.5, 3, -1]
    const line = { direction: array([0, 3], [1, 2]) }
    const aux = { code: matrix(4, [5, 2, 5, 2, 5, 2, 5, 2]) }
    const mean = [0, 2, 0.5, -1].reduce((sum, q) => sum + (2 - q) ** 2 / 4, 0)
    expect(
      valueOf(slicedWasserstein.definition, { aux, noise: { prior: matrix(4, prior), ...line } }, { directions: 1 }),
    ).toBeCloseTo(mean, 14)
  })

  it('treats tied samples as any order of them', () => {
    const line = { direction: array([1, 0], [1, 2]) }
    const given = {
      aux: { code: matrix(3, [1, 0, 4, 0, 2, 0]) },
      noise: { prior: matrix(3, [3, 0, 0, 0, 3, 0]), ...line },
    }
    expect(valueOf(slicedWasserstein.definition, given, { directions: 1 })).toBeCloseTo((1 + 1 + 1) / 3, 14)
  })
})

describe('samples of the prior at evaluation', () => {
  const spec = autoencoder({
    encoder: pipe(input([4]), dense(2)),
    decoder: pipe(input([2]), dense(4)),
    loss: combine<'code'>(mse, weighted(10, mmd), slicedWasserstein({ directions: 5 })),
  })
  const job = jobFor(spec, sgd(0.01), { batchSize: 16, epochs: 1 })

  it('are drawn, the same every time and on every engine', async () => {
    const state = initialState(job.model, job.plan, job.seed, 'float64')
    const told = await Promise.all(
      [reference('float64'), await native({ threads: 1, dtype: 'float64' })].map(async (engine) => {
        const session = await engine.open(job.model, job.plan)
        const [first, second] = [
          await session.evaluate(state, rowsOf(job.train)),
          await session.evaluate(state, rowsOf(job.train)),
        ]
        expect(second).toEqual(first)
        return first
      }),
    )
    expect(told[1]?.total).toBeCloseTo(told[0]?.total ?? Number.NaN, 10)
    expect(told[0]?.terms['mmd']).toBeGreaterThan(0.001)
    expect(told[0]?.terms['mmd']).toBeLessThan(1)
  })

  it('a last minibatch of one row is trained on', async () => {
    const short = jobFor(spec, sgd(0.01), { train: rows(33), batchSize: 16, epochs: 1 })
    for (const engine of [reference('float64'), await native({ threads: 1 })]) {
      const { ending, history } = await ended(train(short, engine))
      expect(ending).toBe('completed')
      expect(Number.isFinite(history[0]?.train)).toBe(true)
    }
  })
})
