import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fault } from '../../codec/index.ts'
import { counted, IsthmusError, orThrow } from '../../codec/index.ts'
import type { Chunk } from '../chunk.ts'
import type { Opened } from '../sources/index.ts'
import { listed } from '../table/index.ts'
import type { FallibleTask } from '../task.ts'

/** The names of the columns of a chunk, or the sizes of its rows: what all shards have in common. */
const shapeOf = (chunk: Chunk): ReadonlyArray<string> => {
  switch (chunk.kind) {
    case 'table':
      return chunk.columns.map(({ name }) => name)
    case 'tensors':
      return chunk.sizes.map(String)
    case 'sparse':
      return [String(chunk.width)]
  }
}

const otherShape = (path: string, first: Chunk, chunk: Chunk): Fault => {
  const [expected, found] = [shapeOf(first), shapeOf(chunk)]
  const lacks = expected.filter((name) => !found.includes(name))
  const more = found.filter((name) => !expected.includes(name))
  return {
    fault: 'wrong columns',
    where: path,
    expected:
      first.kind === 'table'
        ? `the columns of the first file`
        : `rows of [${expected.join(', ')}], as in the first file`,
    found:
      chunk.kind !== 'table'
        ? `[${found.join(', ')}]`
        : [
            ...(lacks.length > 0 ? [`no ${listed(lacks)}`] : []),
            ...(more.length > 0 ? [`${listed(more)} besides`] : []),
          ].join(', and '),
    remedy: 'name files of one kind, or make their columns the same',
  }
}

const isSame = (first: Chunk, chunk: Chunk): boolean => {
  if (first.kind !== chunk.kind) return false
  const [a, b] = [shapeOf(first), shapeOf(chunk)]
  // Columns are found by their names; sizes by their places.
  return first.kind === 'table' ? a.toSorted().join('\n') === b.toSorted().join('\n') : a.join() === b.join()
}

/** The rows of some files, one file after the other; each is opened when it is its turn. */
async function* inTurn(
  paths: ReadonlyArray<string>,
  first: Opened,
  open: (path: string) => FallibleTask<Opened>,
): AsyncGenerator<Chunk> {
  let shape: Chunk | undefined
  for (const [at, path] of paths.entries()) {
    const { rows } = at === 0 ? first : orThrow(await open(path)())
    for await (const chunk of rows.chunks) {
      shape ??= chunk
      if (!isSame(shape, chunk)) throw new IsthmusError([otherShape(path, shape, chunk)])
      yield chunk
    }
  }
}

const noFiles = (path: string): Fault => ({
  fault: 'file system',
  where: path,
  expected: 'files that the path means',
  found: 'none',
  remedy: 'check the folder, the pattern and the endings of the files',
})

/** Opens the files of a source as one: the first at once, so that it is checked. */
export const openShards = (
  path: string,
  paths: ReadonlyArray<string>,
  open: (path: string) => FallibleTask<Opened>,
): FallibleTask<Opened> => {
  const [head, ...rest] = paths
  if (head === undefined) return TaskEither.left([noFiles(path)])
  if (rest.length === 0) return open(head)
  return pipe(
    open(head),
    TaskEither.map((first) => ({
      rows: { chunks: { [Symbol.asyncIterator]: () => inTurn(paths, first, open) } },
      notices: [`${path}: ${counted(paths.length, 'file')}, ${listed(paths)}`, ...(first.notices ?? [])],
    })),
  )
}
