import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as Either from 'fp-ts/lib/Either.js'
import { expect } from 'vitest'
import { drawFaults, IsthmusError } from '../../../src/codec/index.ts'
import type { Cells, Chunk } from '../../../src/data/chunk.ts'
import type { Opened } from '../../../src/data/sources/source.ts'
import type { FallibleTask } from '../../../src/data/task.ts'
import { root } from '../../command.ts'

/** The files that test/fixtures/formats/make.py writes. */
export const fixture = (name: string): string => join(root, 'test/fixtures/formats', name)

/** What Python read: cells by column, and lists for what is no table. */
export const python: Readonly<Record<string, unknown>> = JSON.parse(readFileSync(fixture('expected.json'), 'utf8'))

type Cell = number | string | null
export type Table = Readonly<Record<string, ReadonlyArray<Cell>>>

const cellsOf = (cells: Cells): ReadonlyArray<Cell> =>
  cells.kind === 'numbers'
    ? Array.from(cells.values, (value) => (Number.isNaN(value) ? null : value))
    : Array.from(cells.indices, (index) => (index < 0 ? null : (cells.values[index] ?? 'no value')))

/** All chunks of what was opened; a number of rows that was said must be right. */
export const chunksOf = async ({ rows }: Opened): Promise<ReadonlyArray<Chunk>> => {
  const chunks: Array<Chunk> = []
  for await (const chunk of rows.chunks) chunks.push(chunk)
  if (rows.length !== undefined) expect(chunks.reduce((sum, { length }) => sum + length, 0)).toBe(rows.length)
  return chunks
}

/** What a reader gives: its chunks, or its faults as text. Any other error fails the test. */
export const read = async (task: FallibleTask<Opened>): Promise<ReadonlyArray<Chunk> | string> => {
  const opened = await task()
  if (Either.isLeft(opened)) return drawFaults(opened.left)
  try {
    return await chunksOf(opened.right)
  } catch (error) {
    if (error instanceof IsthmusError) return drawFaults(error.faults)
    throw error
  }
}

/** The columns of a table, all chunks together, or the faults. */
export const tableOf = async (task: FallibleTask<Opened>): Promise<Table | string> => {
  const chunks = await read(task)
  if (typeof chunks === 'string') return chunks
  const columns = new Map<string, Array<Cell>>()
  for (const chunk of chunks) {
    if (chunk.kind !== 'table') return expect.fail(`a chunk of ${chunk.kind}`)
    for (const { name, cells } of chunk.columns) columns.set(name, [...(columns.get(name) ?? []), ...cellsOf(cells)])
  }
  return Object.fromEntries(columns)
}

const place = mkdtempSync(join(tmpdir(), 'isthmus-formats-'))
let files = 0
// Several test files share a process, and this module.
process.on('exit', () => rmSync(place, { recursive: true, force: true }))

/** A path in a folder that is removed at the end. */
export const newPath = (ending: string): string => join(place, `${files++}${ending}`)

/** A file of these bytes. */
export const written = (bytes: string | Uint8Array, ending: string): string => {
  const path = newPath(ending)
  writeFileSync(path, bytes)
  return path
}

/** Whole numbers that are the same in every run (Numerical Recipes' linear congruential generator). */
export const draws = (seed: number): ((below: number) => number) => {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const mutated = (bytes: Uint8Array, draw: (below: number) => number): Uint8Array => {
  const out = Uint8Array.from(bytes)
  for (let n = 1 + draw(3); n > 0; n--) {
    const at = draw(out.length)
    out[at] = draw(2) === 0 ? (out[at] ?? 0) ^ (1 << draw(8)) : ([0, 255, 127, 128, draw(256)][draw(5)] ?? 0)
  }
  return out
}

/**
 * Reads a file cut at some places and with bytes changed: each gives rows or faults, and ends. `ISTHMUS_MUTATIONS` says how
 * many of each, for a search of hours.
 */
export const survives = async (
  name: string,
  ending: string,
  open: (path: string) => FallibleTask<Opened>,
): Promise<void> => {
  const bytes = readFileSync(fixture(name))
  const count = Number(process.env['ISTHMUS_MUTATIONS'] ?? 12)
  const draw = draws(name.length)
  for (let i = 0; i < count; i++) {
    await read(open(written(bytes.subarray(0, Math.floor((bytes.length * i) / count)), ending)))
    await read(open(written(mutated(bytes, draw), ending)))
  }
}
