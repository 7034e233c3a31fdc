import { basename, dirname, extname } from 'node:path'
import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Faults } from '../../codec/index.ts'
import type { FallibleTask } from '../../data/files/index.ts'
import { library } from '../../format/index.ts'
import type { Space } from '../../search/index.ts'
import { decodeSpace } from '../../search/index.ts'
import type { Module } from '../importModule.ts'
import type { Known } from '../layersFile.ts'
import { readLayers, withLayers } from '../layersFile.ts'
import type { SpecOptions } from '../readSpec.ts'
import { readModule } from '../readSpec.ts'

/** A space with its name, the folder that its paths start at, and the registry that its specs need. */
export interface SpaceSource extends Known {
  readonly name: string
  /** Absent for a space that comes from code. */
  readonly folder?: string
  readonly space: Space
}

/** Reads a space, a `.ts` module with a default export or a `.json` file, with the layers that it exports; or takes one from code. */
export const readSpace = (
  given: string | object,
  { layers, registry = library }: SpecOptions = {},
): FallibleTask<SpaceSource> =>
  pipe(
    readLayers(registry, layers),
    TaskEither.bindTo('known'),
    TaskEither.bind('module', () =>
      typeof given === 'string' ? readModule(given) : TaskEither.right<Faults, Module>({ default: given }),
    ),
    TaskEither.bind('registered', ({ known, module }) =>
      TaskEither.fromEither(
        module.layers === undefined || typeof given !== 'string'
          ? Either.right(known)
          : withLayers(known, given, module.layers),
      ),
    ),
    TaskEither.bind('space', ({ module }) => TaskEither.fromEither(decodeSpace(module.default))),
    TaskEither.map(({ registered, space }) => ({
      ...registered,
      space,
      ...(typeof given === 'string'
        ? { name: basename(given, extname(given)), folder: dirname(given) }
        : { name: 'space' }),
    })),
  )
