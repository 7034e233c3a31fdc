import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible } from '../codec/index.ts'
import { counted, settle } from '../codec/index.ts'
import type { Dataset } from '../data/index.ts'
import { applyToCondition } from '../preprocessing/index.ts'
import { present } from '../tensor/present.ts'
import { product, sameShape } from '../tensor/shape.ts'
import { attachCondition, fitToModel, requireTarget } from '../training/index.ts'
import { preprocess } from './prepare.ts'
import type { Rows } from './rows/rows.ts'
import { datasetOf } from './rows/rows.ts'
import type { TrainedModel } from './trainedModel.ts'

/** Columns are found by position: those with names have to be in the order of training. */
const inOrder = ({ columns }: TrainedModel, data: Dataset): Fallible<Dataset> => {
  const differs = columns?.findIndex((name, i) => data.columns !== undefined && data.columns[i] !== name) ?? -1
  return settle(
    differs < 0
      ? []
      : [
          {
            fault: 'wrong column',
            where: `data, column ${differs + 1}`,
            expected: `"${columns?.[differs]}", as in training`,
            found: `"${data.columns?.[differs]}"`,
            remedy: 'give the columns in the order of training',
          },
        ],
    () => ({ ...data, ...present({ columns }) }),
  )
}

/** Rows in the units of the data, as a data set that fits the model; not preprocessed yet. */
export const rowsForModel = (trained: TrainedModel, rows: Rows): Fallible<Dataset> => {
  const { model } = trained
  return pipe(
    datasetOf('data', rows, model.input, model.condition?.width, model.target),
    Either.flatMap((data) => fitToModel(model, data)),
    Either.flatMap((data) => inOrder(trained, data)),
  )
}

/** Whether rows have to have a target to be compared with what the model gives for them. */
const needsTarget = ({ model, preprocessing }: TrainedModel): boolean =>
  preprocessing.fittedTarget !== undefined || !sameShape(model.target, model.input)

/** Rows as the model sees them, with the target that outputs are compared with. */
export const comparedRowsOf = (trained: TrainedModel, rows: Rows): Fallible<Dataset> =>
  pipe(
    inputsOf(trained, rows),
    Either.flatMap((data) => requireTarget(trained.model, data, needsTarget(trained))),
  )

/** Rows as the model sees them. */
export const inputsOf = (trained: TrainedModel, rows: Rows): Fallible<Dataset> =>
  pipe(
    rowsForModel(trained, rows),
    Either.map((data) => preprocess(trained.preprocessing, data)),
  )

const ofCodeSize = ({ model: { code } }: TrainedModel, data: Dataset): Fallible<Dataset> => {
  const [wanted, found] = [product(code), product(data.sizes)]
  return settle(
    wanted === found
      ? []
      : [
          {
            fault: 'wrong shape',
            where: 'codes',
            expected: `codes of [${code.join(', ')}], as the encoder gives them`,
            found: `${counted(found, 'number')} each`,
          },
        ],
    () => ({ ...data, sizes: code }),
  )
}

/** Codes, with the condition of the rows that they are decoded to. */
export const codesOf = (trained: TrainedModel, codes: Rows): Fallible<Dataset> =>
  pipe(
    datasetOf('codes', codes, trained.model.code, trained.model.condition?.width),
    Either.flatMap((data) => ofCodeSize(trained, data)),
    Either.flatMap((data) => attachCondition(trained.model, data)),
    Either.map((data) => applyToCondition(trained.preprocessing.fittedCondition, data)),
  )
