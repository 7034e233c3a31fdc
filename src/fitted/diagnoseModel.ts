import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible } from '../codec/index.ts'
import { orThrow } from '../codec/index.ts'
import type { DiagnoseOptions, DiagnosisReport, Inference } from '../tasks/index.ts'
import { diagnose } from '../tasks/index.ts'
import { present } from '../tensor/present.ts'
import type { Rows } from './rows/rows.ts'

export interface DiagnoseRowsOptions extends Omit<DiagnoseOptions, 'heldOut'> {
  /** Rows that the model was not trained on: without, nothing is said of overfitting. */
  readonly heldOut?: Rows
}

/** Diagnoses a model on rows, which `inference` checks. */
export const diagnoseRows = async (
  inference: (rows: Rows) => Fallible<Inference>,
  rows: Rows,
  { heldOut, ...options }: DiagnoseRowsOptions = {},
): Promise<DiagnosisReport> => {
  const inferences = orThrow(
    pipe(
      Either.Do,
      Either.bind('training', () => inference(rows)),
      Either.bind('held', () => (heldOut === undefined ? Either.right(undefined) : inference(heldOut))),
    ),
  )
  return orThrow(await diagnose(inferences.training, { ...options, ...present({ heldOut: inferences.held }) }))
}
