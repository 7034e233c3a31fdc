import { stat } from 'node:fs/promises'
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
import { importModule } from './importModule.ts'
import { parseJson } from './parseJson.ts'
import { readBytes } from './readFile.ts'

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

const readJson = (path: string): FallibleTask<Module> =>
  pipe(
    readBytes(path, 'a spec'),
    TaskEither.flatMapEither((bytes) => parseJson(path, bytes, { expected: 'a spec', remedy: 'correct the JSON' })),
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

const notASpec = (path: string, found: string): FallibleTask<never> =>
  refused({
    fault: 'wrong file',
    where: path,
    expected: 'a spec, a .ts or .json file, or a run directory',
    found,
    remedy: `name one of these, such as ${path.slice(0, path.length - extname(path).length)}.ts`,
  })

/** Runs or reads the file of a spec or a space. */
export const readModule = (path: string): FallibleTask<Module> => {
  const extension = extname(path)
  const reader = readers[extension]
  if (reader !== undefined) return reader(path)
  return pipe(
    attempt(path, 'a spec', () => stat(path)),
    TaskEither.flatMap((found) => {
      if (found.isDirectory()) return notASpec(path, 'a directory that is not a run')
      return notASpec(path, extension === '' ? 'a file without extension' : `a ${extension} file`)
    }),
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
