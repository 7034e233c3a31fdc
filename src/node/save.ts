import { readFile } from 'node:fs/promises'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { FallibleTask } from '../data/files/index.ts'
import { attempt } from '../data/files/index.ts'
import type { FittedModel } from '../fitted/index.ts'
import { decodeModel, fittedModel } from '../fitted/index.ts'
import { library } from '../format/index.ts'
import { loadEngine } from './engine.ts'
import { readLayers } from './layersFile.ts'
import type { OpenRunOptions } from './openRun.ts'
import { writeWhole } from './writeFile.ts'

/** Opens a model file, or says what is wrong with it. */
export const openTask = (
  path: string,
  { layers, registry = library, engine: choice }: OpenRunOptions = {},
): FallibleTask<FittedModel> =>
  pipe(
    TaskEither.Do,
    TaskEither.bind('known', () => readLayers(registry, layers)),
    TaskEither.bind('bytes', () => attempt(path, 'a model file', () => readFile(path))),
    TaskEither.bind('trained', ({ known, bytes }) => TaskEither.fromEither(decodeModel(known.registry, bytes, path))),
    TaskEither.bind('engine', () => loadEngine(choice)),
    TaskEither.map(({ known, engine, trained }) => fittedModel(known.registry, engine, trained)),
  )

/** Writes a model to a file whole or not at all, and returns its path. A file that exists is replaced only with `force`. */
export const saveTask = (model: FittedModel, path: string, force = false): FallibleTask<string> =>
  writeWhole({ path, replace: force }, model.save())
