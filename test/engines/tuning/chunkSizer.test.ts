import { expect, it } from 'vitest'
import { chunkSizer } from '../../../src/engines/tuning/chunkSizer.ts'

/** The steps of some calls in turn, where a step takes so many seconds. */
const calls = (seconds: ReadonlyArray<number>, stopsBetweenSteps = false): ReadonlyArray<number> => {
  const sizer = chunkSizer(stopsBetweenSteps)
  return seconds.map((each) => {
    const steps = sizer.size()
    sizer.record(steps, steps * each)
    return steps
  })
}

it('steps are given from one on, at most eight times as many each time, until they take a fifth of a second', () => {
  expect(calls(Array.from({ length: 5 }, () => 0.002))).toEqual([1, 8, 64, 100, 100])
})

it('slow steps are given one by one', () => expect(calls([1, 1, 1])).toEqual([1, 1, 1]))

it('twice as many are given to an engine that stops between them, and two seconds of slow ones', () => {
  expect(calls([0.02, 0.02, 0.02, 0.02], true)).toEqual([1, 8, 20, 20])
  expect(calls([0.3, 0.3, 0.3], true)).toEqual([1, 6, 6])
  expect(calls([3, 3], true)).toEqual([1, 1])
})

it('no more than some thousands are given, however fast they are, even if they take no time', () => {
  expect(calls(Array.from({ length: 6 }, () => 0))).toEqual([1, 8, 64, 512, 4096, 4096])
})

it('steps that become slower are halved until they fit again, those that become faster grow', () => {
  expect(calls([0.002, 0.002, 0.002, 0.02, 0.02, 0.02, 0.02, 0.001])).toEqual([1, 8, 64, 100, 50, 25, 12, 10])
  expect(calls([0.1, 0.02, 0.02])).toEqual([1, 2, 10])
})
