import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as Either from 'fp-ts/lib/Either.js'
import { load } from '../../../src/data/files/index.ts'
import { library } from '../../../src/format/index.ts'
import { mutated } from '../files/mutations.ts'
import type { Seed } from './seeds.ts'

/** What reading mutated files came to. */
export interface Report {
  readonly read: number
  readonly refused: number
  /** The longest time that one file took, in milliseconds. */
  readonly slowest: number
  /** The most memory that arrays held after one file, in bytes, beyond those from before. */
  readonly memory: number
}

/** A mutated file on which a reader failed: its number makes it again. */
export class FuzzFailure extends Error {
  constructor({ source, ending }: Seed, number: number, cause: unknown) {
    super(`the reader of ${source} fails on mutation ${number} of its ${ending} file: ${String(cause)}`, { cause })
  }
}

/** A reader that takes longer for a small file hangs. */
const patience = 20_000

const withPatience = async <A>(task: Promise<A>): Promise<A> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${patience} ms`)), patience)
  })
  try {
    return await Promise.race([task, late])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Reads a valid file and then mutations of it, each the same in every run. Rows and faults are answers; anything that is
 * thrown, a reader that hangs and one that takes more memory than 4 times the file and 64 MB is a failure.
 */
export const fuzz = async (seed: Seed, count: number, from = 0): Promise<Report> => {
  const folder = mkdtempSync(join(tmpdir(), 'isthmus-fuzz-'))
  const path = join(folder, `file${seed.ending}`)
  const bytes = seed.bytes()
  let [read, refused, slowest, memory] = [0, 0, 0, 0]
  const tryOne = async (content: Uint8Array, number: number): Promise<boolean> => {
    writeFileSync(path, content)
    const [start, before] = [performance.now(), process.memoryUsage().arrayBuffers]
    try {
      const loaded = await withPatience(load(library, { source: seed.source, path, ...seed.settings })())
      memory = Math.max(memory, process.memoryUsage().arrayBuffers - before)
      slowest = Math.max(slowest, performance.now() - start)
      if (memory > 4 * content.length + 2 ** 26) throw new Error(`${memory} bytes for a file of ${content.length}`)
      return Either.isRight(loaded)
    } catch (error) {
      throw new FuzzFailure(seed, number, error)
    }
  }
  try {
    if (!(await tryOne(bytes, -1))) throw new FuzzFailure(seed, -1, 'it refuses the valid file')
    for (let number = from; number < from + count; number++) {
      if (await tryOne(mutated(bytes, number), number)) read++
      else refused++
    }
    return { read, refused, slowest, memory }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
