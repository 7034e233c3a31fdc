import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import { basename } from 'node:path'
import type { Fallible } from '../../codec/index.ts'
import { failure } from '../../codec/index.ts'
import type { SourceDefinition, SourceSpec } from '../sources/index.ts'
import { sourceAt } from '../sources/index.ts'
import { listed } from '../table/index.ts'
import type { FallibleTask } from '../task.ts'
import type { HasSources } from './load.ts'
import { binaryKind, headOf } from './magic.ts'
import { isPattern, shardsOf } from './paths.ts'

/** How much of the end of a name an ending of a source is; 0 where it is none. */
const fit = (path: string, { endings }: SourceDefinition): number => {
  const name = basename(path).toLowerCase()
  return Math.max(0, ...endings.filter((ending) => name.endsWith(ending)).map(({ length }) => length))
}

/** The source with the longest ending that a path has. */
const byEnding = ({ sources }: HasSources, path: string): SourceDefinition | undefined => {
  const [best] = Object.values(sources)
    .map((definition) => [definition, fit(path, definition)] as const)
    .toSorted(([, a], [, b]) => b - a)
  return best === undefined || best[1] === 0 ? undefined : best[0]
}

const unknownFormat = ({ sources }: HasSources, path: string, found: string): Fallible<never> =>
  failure({
    fault: 'wrong file',
    where: path,
    expected: `a file that ends in ${[...new Set(Object.values(sources).flatMap(({ endings }) => endings))].join(', ')}`,
    found,
    remedy: 'rename it, or name its source in a spec',
  })

/** The source of a file by its first bytes; text is a table with delimiters. */
const byHead = (registry: HasSources, path: string, head: Uint8Array): Fallible<SourceDefinition> => {
  const { sources } = registry
  const found = Object.values(sources).find(({ begins }) => begins?.(head) === true)
  if (found !== undefined) return Either.right(found)
  const kind = binaryKind(path, head)
  const { csv } = sources
  return kind === undefined && csv !== undefined ? Either.right(csv) : unknownFormat(registry, path, kind ?? 'text')
}

const definitionFor = async (registry: HasSources, path: string): Promise<Fallible<SourceDefinition>> => {
  const { csv } = registry.sources
  if (path === '-' && csv !== undefined) return Either.right(csv)
  const named = byEnding(registry, path)
  if (named !== undefined) return Either.right(named)
  if (isPattern(path)) {
    const [first] = await shardsOf(path, [])
    return first === undefined ? unknownFormat(registry, path, 'no such file') : definitionFor(registry, first)
  }
  try {
    return byHead(registry, path, await headOf(path))
  } catch {
    return forFolder(registry, path)
  }
}

/** The source of the files of a folder, where they are all of one. */
const forFolder = async (registry: HasSources, path: string): Promise<Fallible<SourceDefinition>> => {
  const all = await Promise.all(
    Object.values(registry.sources).map(
      async (definition) => [definition, await shardsOf(path, definition.endings)] as const,
    ),
  )
  const [found, ...others] = all.filter(
    ([{ readsFolders }, paths]) => !readsFolders && paths.some((one) => one !== path),
  )
  if (found !== undefined && others.length === 0) return Either.right(found[0])
  // A path that is nothing is a table that its reader says is not there.
  const { csv } = registry.sources
  if (others.length === 0 && csv !== undefined) return Either.right(csv)
  return unknownFormat(
    registry,
    path,
    `files of several kinds, ${listed([found, ...others].flatMap((one) => one?.[1].slice(0, 1) ?? []))}`,
  )
}

/** The name of the source of a file: by the ending of its path, or else by its first bytes. */
export const sourceNameFor = (registry: HasSources, path: string): FallibleTask<string> =>
  pipe(
    () => definitionFor(registry, path),
    TaskEither.map(({ name }) => name),
  )

/**
 * The source of a file. The settings of another source that it has too are kept: columns, label, missing.
 */
export const sourceForFile = (registry: HasSources, path: string, before?: SourceSpec): FallibleTask<SourceSpec> =>
  pipe(
    () => definitionFor(registry, path),
    TaskEither.map((definition) => sourceAt(definition, path, before)),
  )
