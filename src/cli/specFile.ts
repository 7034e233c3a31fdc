import { readFile } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import * as Either from 'fp-ts/lib/Either.js'
import type { Faults } from '../codec/index.ts'
import { systemFault } from '../data/files/index.ts'
import type { Model } from '../model/index.ts'
import { elaborate } from '../model/index.ts'
import type { Registry, Spec } from '../format/index.ts'
import { decodeSpec } from '../format/index.ts'
import type { Known } from './layersFile.ts'
import { layersOption, readLayers, withLayers } from './layersFile.ts'
import type { Module } from './module.ts'
import { firstLine, importModule } from './module.ts'
import { operand } from './parser.ts'

/** What every command over a spec takes. */
export const specOptions = {
  spec: operand('SPEC', 'A .ts module with a default export, or a .json file.'),
  layers: layersOption,
}

/** The values of those options. */
export interface SpecValues {
  readonly spec: string
  readonly layers: string | undefined
}

/** A spec with the name of its file, which names its run, and with what it may name. */
export interface SpecFile extends Known {
  readonly name: string
  readonly spec: Spec
}

const broken = (where: string, found: string, remedy: string): Either.Either<Faults, never> =>
  Either.left([{ fault: 'broken spec', where, expected: 'a spec', found, remedy }])

/** Where JSON.parse gave up, in the line and column of the text; engines word the rest differently. */
const placeIn = (text: string, message: string): string => {
  const position = /position (\d+)/.exec(message)?.[1]
  if (position === undefined) return ''
  const lines = text.slice(0, Number(position)).split('\n')
  return ` from line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1} on`
}

const parseJson = (path: string, text: string): Either.Either<Faults, unknown> => {
  try {
    const json: unknown = JSON.parse(text)
    return Either.right(json)
  } catch (error) {
    return broken(path, `text that is not JSON${placeIn(text, firstLine(error))}`, 'mend the JSON')
  }
}

const readJson = async (path: string): Promise<Either.Either<Faults, Module>> => {
  try {
    const parsed = parseJson(path, await readFile(path, 'utf8'))
    return Either.map((spec: unknown): Module => ({ spec, layers: undefined }))(parsed)
  } catch (error) {
    return systemFault(path, 'a spec', error)
  }
}

const readers: Readonly<Record<string, (path: string) => Promise<Either.Either<Faults, Module>>>> = {
  '.json': readJson,
  '.ts': importModule,
  '.mts': importModule,
  '.js': importModule,
  '.mjs': importModule,
}

const readModule = async (path: string): Promise<Either.Either<Faults, Module>> => {
  const extension = extname(path)
  const reader = readers[extension]
  if (reader !== undefined) return reader(path)
  const found = extension === '' ? 'no extension' : extension
  return Either.left([{ fault: 'wrong file', where: path, expected: 'a .ts or .json file', found }])
}

/** Reads a spec, a `.ts` module with a default export or a `.json` file, with the layers that stand beside it. */
export const readSpec = async (
  registry: Registry,
  { spec: path, layers }: SpecValues,
): Promise<Either.Either<Faults, SpecFile>> => {
  const given = await readLayers(registry, layers)
  if (Either.isLeft(given)) return given
  const module = await readModule(path)
  if (Either.isLeft(module)) return module
  const { spec: json, layers: exported } = module.right
  const known = exported === undefined ? given : withLayers(given.right, path, exported)
  if (Either.isLeft(known)) return known
  return Either.map((spec: Spec): SpecFile => ({ name: basename(path, extname(path)), spec, ...known.right }))(
    decodeSpec(known.right.registry, json),
  )
}

/** The model of a spec, alone or inside an experiment. */
const elaborateSpec = (registry: Registry, spec: Spec): Either.Either<Faults, Model> =>
  spec.kind === 'experiment' ? elaborate(registry, spec.model, 'model') : elaborate(registry, spec)

/** A spec file with its model. */
export const openModel = async (
  registry: Registry,
  values: SpecValues,
): Promise<Either.Either<Faults, SpecFile & { readonly model: Model }>> => {
  const file = await readSpec(registry, values)
  if (Either.isLeft(file)) return file
  return Either.map((model: Model) => ({ ...file.right, model }))(elaborateSpec(file.right.registry, file.right.spec))
}
