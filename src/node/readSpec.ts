import { readFile } from 'node:fs/promises'
import { basename, dirname, extname, join, resolve } from 'node:path'
import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Fallible } from '../codec/index.ts'
import type { FallibleTask } from '../data/files/index.ts'
import { attempt, refused } from '../data/files/index.ts'
import type { Registry, Spec } from '../format/index.ts'
import { decodeSpec, library } from '../format/index.ts'
import type { Model } from '../model/index.ts'
import { elaborate } from '../model/index.ts'
import { exists } from './folders.ts'
import type { Known } from './layersFile.ts'
import { readLayers, withLayers } from './layersFile.ts'
import type { Module } from './importModule.ts'
import { firstLine, importModule } from './importModule.ts'

/** A spec with its name, which names its run, the folder that its paths start at, and the registry that it needs. */
export interface SpecFile extends Known {
  readonly name: string
  /** Absent for a spec that comes from code: its paths start at the working directory. */
  readonly folder?: string
  readonly spec: Spec
}

/** The definitions that a spec may name besides those of the library. */
export interface SpecOptions {
  /** A module that exports layers of your own: `export const layers = […]`. */
  readonly layers?: string | undefined
  /** The registry that names are looked up in; `library` by default. */
  readonly registry?: Registry | undefined
}

/** Where JSON.parse gave up, in the line and column of the text; engines word the rest differently. */
const placeIn = (text: string, message: string): string => {
  const position = /position (\d+)/.exec(message)?.[1]
  if (position === undefined) return ''
  const lines = text.slice(0, Number(position)).split('\n')
  return ` from line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1} on`
}

const parseJson = (path: string, text: string): Fallible<unknown> =>
  Either.tryCatch(
    (): unknown => JSON.parse(text),
    (error) => [
      {
        fault: 'broken spec',
        where: path,
        expected: 'a spec',
        found: `text that is not JSON${placeIn(text, firstLine(error))}`,
        remedy: 'correct the JSON',
      },
    ],
  )

const readJson = (path: string): FallibleTask<Module> =>
  pipe(
    attempt(path, 'a spec', () => readFile(path, 'utf8')),
    TaskEither.flatMapEither((text) => parseJson(path, text)),
    TaskEither.map((json) => ({ default: json })),
  )

const importSpec = (path: string): FallibleTask<Module> =>
  pipe(
    importModule(path),
    TaskEither.flatMap((module) =>
      'default' in module
        ? TaskEither.right(module)
        : refused({
            fault: 'broken spec',
            where: path,
            expected: 'a spec as the default export',
            found: 'no default export',
            remedy: 'export default autoencoder({ … }) or experiment({ … })',
          }),
    ),
  )

const readers: Readonly<Record<string, (path: string) => FallibleTask<Module>>> = {
  '.json': readJson,
  '.ts': importSpec,
  '.mts': importSpec,
  '.js': importSpec,
  '.mjs': importSpec,
}

const readModule = (path: string): FallibleTask<Module> => {
  const extension = extname(path)
  const reader = readers[extension]
  return (
    reader?.(path) ??
    refused({
      fault: 'wrong file',
      where: path,
      expected: 'a spec, a .ts or .json file',
      found: extension === '' ? 'a path without extension' : `a ${extension} file`,
    })
  )
}

const specFrom = (known: Known, { default: json }: Module): Fallible<Known & { readonly spec: Spec }> =>
  pipe(
    decodeSpec(known.registry, json),
    Either.map((spec) => ({ ...known, spec })),
  )

/** The spec that a path means: that of a run, if the path is a run directory. */
const resolveSpec = async (path: string): Promise<{ readonly file: string; readonly name: string }> =>
  (await exists(join(path, 'run.json')))
    ? { file: join(path, 'spec.json'), name: basename(resolve(path)) }
    : { file: path, name: basename(path, extname(path)) }

/**
 * Reads a spec, a `.ts` module with a default export or a `.json` file, with the layers that it exports; or the spec of a
 * run directory.
 */
export const readSpec = (path: string, { layers, registry = library }: SpecOptions = {}): FallibleTask<SpecFile> =>
  pipe(
    TaskEither.Do,
    TaskEither.bind('known', () => readLayers(registry, layers)),
    TaskEither.bind('resolved', () => TaskEither.fromTask(() => resolveSpec(path))),
    TaskEither.bind('module', ({ resolved }) => readModule(resolved.file)),
    TaskEither.bind('spec', ({ known, module }) =>
      TaskEither.fromEither(
        pipe(
          module.layers === undefined ? Either.right(known) : withLayers(known, path, module.layers),
          Either.flatMap((all) => specFrom(all, module)),
        ),
      ),
    ),
    TaskEither.map(({ spec, resolved: { file, name } }) => ({ ...spec, name, folder: dirname(file) })),
  )

/** A spec from code: what `autoencoder` or `experiment` returns, or JSON. */
export const specValue = (
  value: unknown,
  name: string,
  { layers, registry = library }: SpecOptions = {},
): FallibleTask<SpecFile> =>
  pipe(
    readLayers(registry, layers),
    TaskEither.flatMapEither((known) => specFrom(known, { default: value })),
    TaskEither.map((spec) => ({ ...spec, name })),
  )

/** The model of a spec, alone or inside an experiment. */
export const modelOf = ({ registry, spec }: SpecFile): Fallible<Model> =>
  spec.kind === 'experiment' ? elaborate(registry, spec.model, 'model') : elaborate(registry, spec)

/** Reads a spec and elaborates its model. */
export const readModel = (
  path: string,
  options: SpecOptions = {},
): FallibleTask<SpecFile & { readonly model: Model }> =>
  pipe(
    readSpec(path, options),
    TaskEither.flatMapEither((file) =>
      pipe(
        modelOf(file),
        Either.map((model) => ({ ...file, model })),
      ),
    ),
  )
