import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as Either from 'fp-ts/lib/Either.js'
import { expect } from 'vitest'
import { drawFaults, IsthmusError } from '../../../src/codec/index.ts'
import type { Chunk } from '../../../src/data/chunk.ts'
import type { Opened } from '../../../src/data/sources/source.ts'
import type { FallibleTask } from '../../../src/data/task.ts'
import { root } from '../../command.ts'

/** The files that test/fixtures/arrays/make.py writes. */
export const fixture = (name: string): string => join(root, 'test/fixtures/arrays', name)

/** What Python reads from a file. */
interface Expected {
  readonly shape: ReadonlyArray<number>
  readonly values: ReadonlyArray<number | string>
  readonly ids?: ReadonlyArray<string>
  readonly columns?: ReadonlyArray<string>
}

const json: string = readFileSync(fixture('expected.json'), 'utf8')

const all: Readonly<Record<string, Expected>> = JSON.parse(json)

const allLabels: Readonly<Record<string, Readonly<Record<string, ReadonlyArray<string>>>>> = JSON.parse(json)

/** The labels of a column as Python reads them. */
export const labelsOf = (key: string, column: string): ReadonlyArray<string> | undefined => allLabels[key]?.[column]

const numbers: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
}

export const expected = (key: string): Expected => all[key] ?? expect.fail(`no ${key} in expected.json`)

/** Rows in memory, all chunks of a stream together; sparse ones as dense numbers. */
export interface Gathered {
  readonly shape: ReadonlyArray<number>
  readonly values: ReadonlyArray<number>
  readonly labels?: ReadonlyArray<string>
  readonly ids?: ReadonlyArray<string>
  readonly columns?: ReadonlyArray<string>
}

const denseValues = (chunk: Chunk): ReadonlyArray<number> => {
  if (chunk.kind === 'tensors') return Array.from(chunk.values)
  if (chunk.kind === 'table') return []
  const out = Array.from({ length: chunk.length * chunk.width }, () => 0)
  for (let row = 0; row < chunk.length; row++)
    for (let i = chunk.offsets[row] ?? 0; i < (chunk.offsets[row + 1] ?? 0); i++)
      out[row * chunk.width + (chunk.indices[i] ?? 0)] = chunk.values[i] ?? 0
  return out
}

/** Reads all rows of what was opened. */
export const gather = async ({ rows }: Opened): Promise<Gathered> => {
  const chunks: Array<Chunk> = []
  for await (const chunk of rows.chunks) chunks.push(chunk)
  const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
  if (rows.length !== undefined) expect(length).toBe(rows.length)
  const [first] = chunks
  if (first === undefined || first.kind === 'table') return expect.fail('no chunk of numbers')
  const texts = (key: 'labels' | 'ids'): ReadonlyArray<string> | undefined =>
    first[key] === undefined ? undefined : chunks.flatMap((chunk) => (chunk.kind === 'table' ? [] : (chunk[key] ?? [])))
  const [labels, ids] = [texts('labels'), texts('ids')]
  return {
    shape: [length, ...(first.kind === 'sparse' ? [first.width] : first.sizes)],
    values: chunks.flatMap(denseValues),
    ...(labels === undefined ? {} : { labels }),
    ...(ids === undefined ? {} : { ids }),
    ...(first.columns === undefined ? {} : { columns: first.columns }),
  }
}

/** What a reader gives; faults fail the test. */
export const rowsOf = async (task: FallibleTask<Opened>): Promise<Gathered> => {
  const opened = await task()
  return Either.isLeft(opened) ? expect.fail(drawFaults(opened.left)) : gather(opened.right)
}

/** The faults of a reader, drawn; `read` if there is none. */
export const faultsOf = async (task: FallibleTask<Opened>): Promise<string> => {
  const opened = await task()
  return Either.isLeft(opened) ? drawFaults(opened.left) : 'read'
}

/** The faults of a reader and of the stream that it opens, drawn; `read` if there is none. */
export const allFaultsOf = async (task: FallibleTask<Opened>): Promise<string> => {
  const opened = await task()
  if (Either.isLeft(opened)) return drawFaults(opened.left)
  try {
    await gather(opened.right)
    return 'read'
  } catch (error) {
    if (error instanceof IsthmusError) return drawFaults(error.faults)
    throw error
  }
}

/** Reads what Python read. */
export const expectAsPython = async (task: FallibleTask<Opened>, key: string): Promise<void> => {
  const { values, shape, ids, columns } = expected(key)
  const read = await rowsOf(task)
  expect(read.shape).toEqual(shape)
  expect(read.values).toEqual(values.map((value) => (typeof value === 'string' ? numbers[value] : value)))
  if (ids !== undefined) expect(read.ids).toEqual(ids)
  if (columns !== undefined) expect(read.columns).toEqual(columns)
}
