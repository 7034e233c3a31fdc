import { readFile } from 'node:fs/promises'
import { basename, extname, resolve } from 'node:path'
import * as Either from 'fp-ts/lib/Either.js'
import { createJiti } from 'jiti'
import type { Faults } from '../codec/index.ts'
import { systemFault } from '../data/files/index.ts'
import * as isthmus from '../index.ts'
import * as laws from '../laws/index.ts'
import type { Model } from '../model/index.ts'
import { elaborate } from '../model/index.ts'
import type { Registry, Spec } from '../spec/index.ts'
import { decodeSpec } from '../spec/index.ts'

/** A spec with the name of its file, which names its run. */
export interface SpecFile {
  readonly name: string
  readonly spec: Spec
}

const broken = (where: string, found: string, remedy: string): Either.Either<Faults, never> =>
  Either.left([{ fault: 'broken spec', where, expected: 'a spec', found, remedy }])

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''

const isMissing = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT'

/** Runs a TypeScript or JavaScript module and takes its default export. Loading a spec runs its code. */
const importSpec = async (path: string): Promise<Either.Either<Faults, unknown>> => {
  try {
    await readFile(path)
    const jiti = createJiti(import.meta.url, {
      fsCache: false,
      moduleCache: false,
      virtualModules: { isthmus, 'isthmus/laws': laws },
    })
    const exported = await jiti.import<unknown>(resolve(path), { default: true })
    return Either.right(exported)
  } catch (error) {
    if (isMissing(error) || isSystem(error)) return systemFault(path, 'a spec', error)
    return broken(path, firstLine(error), 'mend the file: it is run to get its default export')
  }
}

const isSystem = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  ['EACCES', 'EISDIR', 'ENOTDIR'].includes(String(error.code))

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

const readJson = async (path: string): Promise<Either.Either<Faults, unknown>> => {
  try {
    return parseJson(path, await readFile(path, 'utf8'))
  } catch (error) {
    return systemFault(path, 'a spec', error)
  }
}

const readers: Readonly<Record<string, (path: string) => Promise<Either.Either<Faults, unknown>>>> = {
  '.json': readJson,
  '.ts': importSpec,
  '.mts': importSpec,
  '.js': importSpec,
  '.mjs': importSpec,
}

/** Reads a spec: a `.ts` module with a default export, or a `.json` file. */
export const readSpec = async (registry: Registry, path: string): Promise<Either.Either<Faults, SpecFile>> => {
  const extension = extname(path)
  const reader = readers[extension]
  if (reader === undefined)
    return Either.left([
      {
        fault: 'wrong file',
        where: path,
        expected: 'a .ts or .json file',
        found: extension === '' ? 'no extension' : extension,
      },
    ])
  const json = await reader(path)
  if (Either.isLeft(json)) return json
  return Either.map((spec: Spec): SpecFile => ({ name: basename(path, extension), spec }))(
    decodeSpec(registry, json.right),
  )
}

/** The model of a spec, alone or inside an experiment. */
const elaborateSpec = (registry: Registry, spec: Spec): Either.Either<Faults, Model> =>
  spec.kind === 'experiment' ? elaborate(registry, spec.model, 'model') : elaborate(registry, spec)

/** A spec file with its model. */
export const openModel = async (
  registry: Registry,
  path: string,
): Promise<Either.Either<Faults, SpecFile & { readonly model: Model }>> => {
  const file = await readSpec(registry, path)
  if (Either.isLeft(file)) return file
  return Either.map((model: Model) => ({ ...file.right, model }))(elaborateSpec(registry, file.right.spec))
}
