import { describe, expect, it } from 'vitest'
import { compiled } from '../../src/engines/onnxruntime/compiled.ts'
import { nativeRuntime } from '../../src/engines/onnxruntime/native.ts'
import type { Runtime } from '../../src/engines/onnxruntime/runtime.ts'
import { webRuntime } from '../../src/engines/onnxruntime/web.ts'
import type { Job } from '../../src/index.ts'
import { adam } from '../../src/index.ts'
import { train } from '../../src/training/index.ts'
import { ended, jobFor, minibatchesOf, noisy, watched } from './jobs.ts'

/** The noise that a runtime is given while a job is trained, number by number in the order of the steps. */
const noiseGiven = async (runtime: Runtime, job: Job): Promise<Readonly<Record<string, ReadonlyArray<number>>>> => {
  const given: Record<string, Array<number>> = {}
  const engine = compiled(
    watched(runtime, (feeds) => {
      for (const [name, { data }] of Object.entries(feeds))
        if (name.startsWith('noise.')) (given[name] ??= []).push(...data)
    }),
  )
  await ended(train(job, engine))
  return given
}

describe('noise', () => {
  const job = jobFor(noisy, adam(0.01), { epochs: 3, batchSize: 25 })

  it('is the same on every engine, and fresh at every step', async () => {
    const onNative = await noiseGiven(await nativeRuntime({ threads: 1 }), job)
    const drawn = minibatchesOf(job)
    expect(await noiseGiven(await webRuntime({ threads: 1 }), job)).toEqual(onNative)
    expect(Object.keys(onNative)).toHaveLength(3)
    for (const [name, numbers] of Object.entries(onNative)) {
      const parts = drawn.map(({ noise }) => [...(noise[name.slice('noise.'.length)]?.data ?? [])])
      expect(numbers).toEqual(parts.flat())
      expect(new Set(parts.map(String)).size).toBe(drawn.length)
    }
  })
})
