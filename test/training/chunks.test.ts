import { expect, it } from 'vitest'
import type { Minibatch } from '../../src/engines/index.ts'
import { nextChunk } from '../../src/training/chunks.ts'

const never = (): boolean => false

/** Minibatches of one row each, with so many numbers of noise, that take so many milliseconds to draw. */
function* drawn(count: number, noise: number, milliseconds = 0): Generator<Minibatch> {
  for (let row = 0; row < count; row++) {
    const until = performance.now() + milliseconds
    while (performance.now() < until);
    yield { rows: Uint32Array.of(row), noise: { noise: { shape: [1, noise], data: new Float32Array(noise) } } }
  }
}

const rowsOf = (minibatches: ReadonlyArray<Minibatch>): ReadonlyArray<number> =>
  minibatches.map(({ rows }) => rows[0] ?? Number.NaN)

it('minibatches are grouped in their order, as many as are wanted, the rest last, then none', async () => {
  const from = drawn(7, 1)
  const groups = []
  for (const wanted of [1, 3, 2, 5, 4]) groups.push(rowsOf((await nextChunk(from, wanted, never)).minibatches))
  expect(groups).toEqual([[0], [1, 2, 3], [4, 5], [6], []])
})

it('fewer are drawn ahead where their noise takes more than 32 MB', async () => {
  const { minibatches } = await nextChunk(drawn(40, 2 ** 20), 40, never)
  expect(minibatches).toHaveLength(8)
})

it('timers have their turn while noise is drawn, and a stop ends it', async () => {
  const signal = AbortSignal.timeout(100)
  const { minibatches, seconds } = await nextChunk(drawn(200, 1, 10), 200, () => signal.aborted)
  expect(minibatches.length).toBeGreaterThan(0)
  expect(minibatches.length).toBeLessThan(200)
  expect(seconds).toBeGreaterThanOrEqual(0.01 * minibatches.length - 1e-3)
})
