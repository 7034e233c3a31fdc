import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as ReadonlyArray from 'fp-ts/lib/ReadonlyArray.js'
import type { Fallible } from '../codec/index.ts'
import { decode, integer, orThrow, struct } from '../codec/index.ts'
import { ensemble } from '../engines/index.ts'
import type { Progress } from '../training/index.ts'
import { engineOf } from './chosenEngine.ts'
import type { FitOptions, FitSpec } from './fit.ts'
import { fitEither } from './fit.ts'
import type { FittedModel } from './modelMethods.ts'
import type { FitRows } from './given.ts'

export interface EnsembleOptions extends Omit<
  FitOptions,
  'onProgress' | 'resume' | 'onCheckpoint' | 'checkpointEvery'
> {
  /** The number of models; 5 by default. */
  readonly members?: number
  /** Receives each reported step and epoch with the member that it is of: 0, 1, … */
  readonly onProgress?: (progress: Progress, member: number) => void
}

const membersCodec = struct({ members: integer({ minimum: 1, maximum: 1024 }) })

/** As `fitEnsemble`, with what is wrong as a value. */
export const fitEnsembleEither = async (
  spec: FitSpec,
  rows: FitRows,
  { members = 5, seed = 0, engine: choice, onProgress, ...options }: EnsembleOptions = {},
): Promise<Fallible<ReadonlyArray<FittedModel>>> => {
  const checked = decode(membersCodec, { members }, 'options')
  if (Either.isLeft(checked)) return checked
  const engine = await engineOf(choice)
  if (Either.isLeft(engine)) return engine
  const fits = ensemble(engine.right, members).map(async ({ engine: own, leave }, member) => {
    const watch = (progress: Progress): void => onProgress?.(progress, member)
    try {
      return await fitEither(spec, rows, { ...options, engine: own, seed: seed + member, onProgress: watch })
    } finally {
      leave()
    }
  })
  return pipe(await Promise.all(fits), ReadonlyArray.sequence(Either.Applicative))
}

/**
 * Fits several models of one spec that differ in their seeds (`seed`, `seed` + 1, …): initial weights, order, noise and
 * split. They train at the same time, small networks in one graph; each comes out as `fit` with its seed makes it, up to
 * rounding. Rejects as `fit` does.
 *
 * @example
 * const spec = autoencoder({
 *   encoder: pipe(input([3]), dense(8), tanh, dense(1)),
 *   decoder: pipe(input([1]), dense(8), tanh, dense(3)),
 *   loss: mse,
 * })
 * const scores = async (rows: ReadonlyArray<ReadonlyArray<number>>) => {
 *   const models = await fitEnsemble(spec, rows, { members: 3 })
 *   return Promise.all(models.map((model) => model.score(rows)))
 * }
 */
export const fitEnsemble = async (
  spec: FitSpec,
  rows: FitRows,
  options?: EnsembleOptions,
): Promise<ReadonlyArray<FittedModel>> => orThrow(await fitEnsembleEither(spec, rows, options))
