import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible } from '../codec/index.ts'
import { orThrow } from '../codec/index.ts'
import type { Dataset } from '../data/index.ts'
import { targetRows } from '../data/index.ts'
import type { Engine, Session } from '../engines/index.ts'
import type { Registry } from '../format/index.ts'
import type { Inference } from '../tasks/index.ts'
import { corrupt, meanSquaredError } from '../tasks/corrupt.ts'
import { inferenceOf } from '../tasks/inference.ts'
import type { EpochLosses } from '../training/index.ts'
import { infer } from '../training/index.ts'
import { withoutEngineError } from './chosenEngine.ts'
import { encodeModel } from './modelFile.ts'
import { codesOf, comparedRowsOf, inputsOf, noticesOn, rowsForModel } from './modelRows.ts'
import { unitsOf } from './modelUnits.ts'
import type { Rows } from './rows/rows.ts'
import type { ChosenScore, ScoreOptions } from './scoring.ts'
import { chosenScore, scoresBy } from './scoring.ts'
import type { TrainedModel } from './trainedModel.ts'
import type { FittedModel } from './modelMethods.ts'
import { sessions } from './sessions.ts'

/** A trained model on an engine. What only some use is loaded when it is first called, which keeps pages small. */
export const fittedModel = (
  registry: Registry,
  engine: Engine,
  trained: TrainedModel,
  history: ReadonlyArray<EpochLosses> = [],
): FittedModel => {
  const { spec, model, weights, provenance } = trained
  const { use, close } = sessions(engine, trained)
  /** What an engine computes; that it cannot is an `IsthmusError`. */
  const settled = async <A>(computed: Promise<A>): Promise<A> =>
    orThrow(await withoutEngineError(async () => Either.right(await computed)))
  /** Checks rows, then computes; all that is wrong comes out as one kind of error. */
  const withRows = async <A>(
    rows: Fallible<Dataset>,
    task: (session: Session, data: Dataset) => Promise<A>,
  ): Promise<A> => {
    const data = orThrow(rows)
    return settled(use((session) => task(session, data)))
  }
  const inputs = (rows: Rows): Fallible<Dataset> => inputsOf(registry, trained, rows)
  const compared = (rows: Rows): Fallible<Dataset> => comparedRowsOf(registry, trained, rows)
  const inUnits = unitsOf(registry, trained)
  const inference = (rows: Rows): Fallible<Inference> =>
    pipe(
      compared(rows),
      Either.map((data) => inferenceOf((task) => settled(use(task)), model, weights, data)),
    )
  const generating = async () => {
    const { generationOf, ...tasks } = await import('./generation/index.ts')
    return { ...tasks, generation: generationOf(registry, trained, (task) => settled(use(task))) }
  }
  const known = (rows: Rows | undefined) => (rows === undefined ? undefined : orThrow(inputs(rows)))
  const chosen = async ({ score, training }: ScoreOptions): Promise<ChosenScore> =>
    orThrow(await chosenScore(registry, trained, score, training && inference(training)))
  return {
    spec,
    model,
    trained,
    provenance,
    history,
    check: (rows) => rowsForModel(trained, rows),
    notices: (rows) => noticesOn(registry, trained, rows),
    encode: (rows) => withRows(inputs(rows), (session, data) => infer(session, 'encode', weights, data)),
    decode: (codes) =>
      withRows(codesOf(registry, trained, codes), async (session, data) =>
        inUnits(await infer(session, 'decode', weights, data), data.length),
      ),
    reconstruct: (rows) =>
      withRows(inputs(rows), async (session, data) =>
        inUnits(await infer(session, 'reconstruct', weights, data), data.length),
      ),
    score: async (rows, options = {}) => {
      const found = orThrow(inference(rows))
      const { scorer } = await chosen(options)
      return settled(scoresBy(scorer, found))
    },
    inference,
    diagnose: async (rows, options) => {
      const { diagnoseRows } = await import('./diagnoseModel.ts')
      return diagnoseRows(inference, rows, { history, ...options })
    },
    evaluate: async (rows, { training, pca = training, ...options } = {}) => {
      const { evaluateModel, evaluationOptions } = await import('./evaluateRows.ts')
      const trainingRows = pca === undefined ? undefined : orThrow((training === undefined ? inputs : compared)(pca))
      const chosen = orThrow(evaluationOptions(registry, trained, options, trainingRows, history))
      return withRows(compared(rows), (session, data) => evaluateModel(session, model, weights, data, chosen))
    },
    detect: async (rows, options = {}) => {
      const { detectRows } = await import('./detectRows.ts')
      return orThrow(await detectRows({ registry, trained, inference }, rows, options))
    },
    reasons: async (rows, options) => {
      const { reasonsFor } = await import('./reasons.ts')
      return orThrow(reasonsFor(registry, trained, inference)(rows, options))
    },
    repair: async (rows, options) => {
      const { repairFor } = await import('./repair.ts')
      return orThrow(repairFor(registry, trained, inference)(rows, options))
    },
    proposeCondition: async (rows, others) => {
      const { conditionFor } = await import('./conditions.ts')
      return orThrow(conditionFor(registry, trained, inference)(rows, others))
    },
    concept: async (rows, label, options) => {
      const { conceptIn } = await import('./concepts.ts')
      return conceptIn(inference(rows), label, options)
    },
    steer: async (rows, direction, options) => {
      const { steeredRows } = await import('./concepts.ts')
      const { output, length } = await steeredRows(inference(rows), direction, options)
      return inUnits(output, length)
    },
    explain: async (rows, options) => {
      const { explained } = await import('./explained.ts')
      return explained({ registry, trained, inference }, rows, options)
    },
    denoise: (rows, { noise, seed = 0 } = {}) =>
      withRows(inputs(rows), async (session, clean) => {
        const noisy = noise === undefined ? clean : corrupt(clean, noise, seed)
        const output = await infer(session, 'reconstruct', weights, noisy)
        const cleaned = inUnits(output, clean.length)
        if (noise === undefined) return { rows: cleaned }
        const before = meanSquaredError(noisy.values, clean.values)
        return { rows: cleaned, errors: { before, after: meanSquaredError(output.data, targetRows(clean).values) } }
      }),
    sample: async (length, { training, ...settings } = {}) => {
      const { generation, sampleRows } = await generating()
      return sampleRows(generation, length, settings, known(training))
    },
    interpolate: async (rows, options = {}) => {
      const { generation, interpolateRows } = await generating()
      return interpolateRows(generation, rows, options)
    },
    traverse: async ({ row, training, ...settings } = {}) => {
      const { generation, traverseEntries } = await generating()
      return traverseEntries(generation, row, settings, known(training))
    },
    save: () => encodeModel(registry, trained),
    close,
  }
}
