import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible } from '../codec/index.ts'
import { counted, settle } from '../codec/index.ts'
import type { Dataset, Numbers, RawDataset } from '../data/index.ts'
import type { Registry } from '../format/index.ts'
import { applyAll, applyToCondition } from '../preprocessing/index.ts'
import { present } from '../tensor/present.ts'
import { product } from '../tensor/shape.ts'
import { attachCondition, fitToModel, inputShaped, widthFaults } from '../training/index.ts'
import { preprocess } from './prepare.ts'
import type { Rows } from './rows/rows.ts'
import { datasetOf } from './rows/rows.ts'
import type { TrainedModel } from './trainedModel.ts'

/** Columns are found by position: those with names have to be in the order of training. */
const inOrder = ({ columns }: TrainedModel, data: RawDataset): Fallible<RawDataset> => {
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

/** The data as rows of the width of training, with the condition of each. */
const widthOfTraining = ({ model, preprocessing }: TrainedModel, data: RawDataset): Fallible<RawDataset> => {
  const { fitted, sizes = model.input } = preprocessing
  if (fitted.length === 0) return fitToModel(model, data)
  return pipe(
    settle(widthFaults(sizes, data, 'data'), () => ({ ...data, sizes })),
    Either.flatMap((rows) => attachCondition(model, rows)),
  )
}

/** Rows in the units of the data, as a data set that fits the model; not preprocessed yet. */
export const rowsForModel = (trained: TrainedModel, rows: Rows): Fallible<RawDataset> => {
  const { model, preprocessing } = trained
  return pipe(
    datasetOf('data', rows, preprocessing.sizes ?? model.input, model.condition?.width),
    Either.flatMap((data) => widthOfTraining(trained, data)),
    Either.flatMap((data) => inOrder(trained, data)),
    Either.map((data) => ({ ...data, ...present({ schema: data.schema ?? trained.schema }) })),
  )
}

/** Rows as the model sees them. */
export const inputsOf = (registry: Registry, trained: TrainedModel, rows: Rows): Fallible<Dataset> =>
  pipe(
    rowsForModel(trained, rows),
    Either.flatMap((data) => preprocess(registry, trained.preprocessing, data)),
    Either.flatMap((data) => inputShaped(trained.model, data)),
  )

const ofCodeSize = <Values extends Numbers>(
  { model: { code } }: TrainedModel,
  data: Dataset<Values>,
): Fallible<Dataset<Values>> => {
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
export const codesOf = ({ steps }: Registry, trained: TrainedModel, codes: Rows): Fallible<Dataset> =>
  pipe(
    datasetOf('codes', codes, trained.model.code, trained.model.condition?.width),
    Either.flatMap((data) => ofCodeSize(trained, data)),
    Either.flatMap((data) => attachCondition(trained.model, data)),
    Either.flatMap((data) => applyToCondition(steps, trained.preprocessing.fittedCondition, data)),
    Either.flatMap((data) => applyAll(steps, [], data, 'codes')),
  )
