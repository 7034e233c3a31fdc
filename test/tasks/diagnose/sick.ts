import * as Either from 'fp-ts/lib/Either.js'
import type { Dataset } from '../../../src/data/index.ts'
import { reference } from '../../../src/engines/index.ts'
import type { AutoencoderSpec } from '../../../src/index.ts'
import { elaborate, library } from '../../../src/index.ts'
import { draw, path, stream } from '../../../src/random/index.ts'
import type { DiagnoseOptions, DiagnosisReport, Finding, Inference } from '../../../src/tasks/index.ts'
import { diagnose, inferenceOf } from '../../../src/tasks/index.ts'
import { initialState } from '../../../src/training/index.ts'

/** Weights set by hand: the numbers of some parameters or buffers by full name; the others have their initial values. */
export type ByHand = Readonly<Record<string, (i: number, before: number) => number>>

/** Normal numbers, so many rows of a width, of a seed. */
export const normalRows = (length: number, width: number, seed = 0): Dataset => ({
  sizes: [width],
  length,
  values: Float32Array.from(draw(path(stream(seed), 'rows'), length * width, { kind: 'normal' })),
})

/** A model with weights set by hand, on rows. */
export const byHand = async (spec: AutoencoderSpec, rows: Dataset, hand: ByHand = {}): Promise<Inference> => {
  const built = elaborate(library, spec)
  if (Either.isLeft(built)) throw new Error(built.left.map(({ found }) => found).join())
  const model = built.right
  const { parameters, buffers } = initialState(model, { optimiser: [], total: 1 }, stream(1), 'float32')
  for (const [name, set] of Object.entries(hand)) {
    const tensor = parameters[name] ?? buffers[name]
    if (tensor === undefined) throw new Error(`no ${name}`)
    tensor.data.forEach((value, i) => (tensor.data[i] = set(i, value)))
  }
  const session = await reference('float32').open(model, { optimiser: [], total: 1 })
  return inferenceOf((task) => task(session), model, { parameters, buffers }, rows)
}

/** What `diagnose` says; a fault fails the test. */
export const reportOf = async (inference: Inference, options?: DiagnoseOptions): Promise<DiagnosisReport> => {
  const report = await diagnose(inference, options)
  if (Either.isLeft(report)) throw new Error(report.left.map(({ found }) => found).join())
  return report.right
}

/** What one diagnosis finds. */
export const found = async (
  diagnosis: string,
  inference: Inference,
  options: DiagnoseOptions = {},
): Promise<ReadonlyArray<Finding>> => {
  const { findings, skipped } = await reportOf(inference, { use: [{ diagnosis }], ...options })
  if (skipped.length > 0) throw new Error(`${diagnosis} does not apply: ${skipped[0]?.why}`)
  return findings
}
