import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { WindowSettings } from '../data/index.ts'
import { windowRows } from '../data/index.ts'
import type { FallibleTask, HasSources, Loaded } from '../data/files/index.ts'
import { load } from '../data/files/index.ts'
import { present } from '../tensor/present.ts'
import { attachTarget } from '../training/index.ts'
import type { SourceSpecs } from './source.ts'

/** Rows with those of a second source as their target, the test rows with its test rows. */
const joined = (rows: Loaded, target: Loaded): FallibleTask<Loaded> =>
  pipe(
    TaskEither.Do,
    TaskEither.bind('data', () => TaskEither.fromEither(attachTarget(rows.data, target.data))),
    TaskEither.bind('test', () =>
      rows.test === undefined || target.test === undefined
        ? TaskEither.right(undefined)
        : TaskEither.fromEither(attachTarget(rows.test, target.test, 'target, test rows')),
    ),
    TaskEither.map(({ data, test }) => ({
      data,
      ...present({ test }),
      notices: [...rows.notices, ...target.notices],
    })),
  )

/** Windows in place of the points of a series. */
const inWindows = (points: Loaded, windows: WindowSettings): FallibleTask<Loaded> =>
  pipe(
    TaskEither.Do,
    TaskEither.bind('data', () => TaskEither.fromEither(windowRows(points.data, windows))),
    TaskEither.bind('test', () =>
      points.test === undefined ? TaskEither.right(undefined) : TaskEither.fromEither(windowRows(points.test, windows)),
    ),
    TaskEither.map(({ data, test }) => ({ ...points, data: data.rows, ...present({ test: test?.rows }) })),
  )

/**
 * Reads the data of an experiment, with the target of each row where it has a source of its own, and windows over it where
 * its rows are points of a series.
 */
export const loadSources = (
  registry: HasSources,
  { data, target, windows }: SourceSpecs,
  options?: Parameters<typeof load>[2],
): FallibleTask<Loaded> =>
  pipe(
    load(registry, data, options),
    TaskEither.flatMap((rows) =>
      target === undefined
        ? TaskEither.right(rows)
        : pipe(
            load(registry, target),
            TaskEither.flatMap((outputs) => joined(rows, outputs)),
          ),
    ),
    TaskEither.flatMap((rows) => (windows === undefined ? TaskEither.right(rows) : inWindows(rows, windows))),
  )
