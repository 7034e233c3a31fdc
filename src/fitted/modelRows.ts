import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible } from '../codec/index.ts'
import { counted, settle } from '../codec/index.ts'
import type { Dataset, Numbers, RawDataset } from '../data/index.ts'
import type { Registry } from '../format/index.ts'
import { applyAll, applyToCondition, lossesOf } from '../preprocessing/index.ts'
import { product, sameShape } from '../tensor/shape.ts'
import { attachCondition, fitToModel, inputShaped, requireTarget, widthFaults } from '../training/index.ts'
import type { Aligned } from './alignment.ts'
import { align } from './alignment.ts'
import { preprocess } from './prepare.ts'
import type { Rows } from './rows/rows.ts'
import { datasetOf } from './rows/rows.ts'
import type { TrainedModel } from './trainedModel.ts'

/** The data as rows of the width of training, with the condition of each. */
const widthOfTraining = ({ model, preprocessing }: TrainedModel, data: RawDataset): Fallible<RawDataset> => {
  const { fitted, sizes = model.input } = preprocessing
  if (fitted.length === 0) return fitToModel(model, data)
  return pipe(
    settle(widthFaults(sizes, data, 'data', 'in training'), () => ({ ...data, sizes })),
    Either.flatMap((rows) => attachCondition(model, rows)),
  )
}

/** Rows as they were in training, of the width of the model. */
const alignedRows = (trained: TrainedModel, rows: Rows): Fallible<Aligned> => {
  const { model, preprocessing } = trained
  return pipe(
    datasetOf(
      'data',
      rows,
      preprocessing.sizes ?? model.input,
      model.condition?.width,
      preprocessing.targetSizes ?? model.target,
    ),
    Either.flatMap((data) => align(trained, data)),
    Either.flatMap((aligned) =>
      pipe(
        widthOfTraining(trained, aligned.rows),
        Either.map((data) => ({ ...aligned, rows: data })),
      ),
    ),
  )
}

/** Rows in the units of the data, as a data set that fits the model; not preprocessed yet. */
export const rowsForModel = (trained: TrainedModel, rows: Rows): Fallible<RawDataset> =>
  pipe(
    alignedRows(trained, rows),
    Either.map((aligned) => aligned.rows),
  )

/** What is changed in rows, and lost of them, on their way to the model, as sentences. */
export const noticesOn = ({ steps }: Registry, trained: TrainedModel, rows: Rows): Fallible<ReadonlyArray<string>> =>
  pipe(
    alignedRows(trained, rows),
    Either.map((aligned) => [...aligned.notices, ...lossesOf(steps, trained.preprocessing.fitted, aligned.rows)]),
  )

/** Rows as the model sees them. */
export const inputsOf = (registry: Registry, trained: TrainedModel, rows: Rows): Fallible<Dataset> =>
  pipe(
    rowsForModel(trained, rows),
    Either.flatMap((data) => preprocess(registry, trained.preprocessing, data)),
    Either.flatMap((data) => inputShaped(trained.model, data)),
  )

/** Whether rows have to have a target to be compared with what the model gives for them. */
const needsTarget = ({ model, preprocessing }: TrainedModel): boolean =>
  preprocessing.fittedTarget !== undefined || !sameShape(model.target, model.input)

/** Rows as the model sees them, with the target that outputs are compared with. */
export const comparedRowsOf = (registry: Registry, trained: TrainedModel, rows: Rows): Fallible<Dataset> =>
  pipe(
    inputsOf(registry, trained, rows),
    Either.flatMap((data) => requireTarget(trained.model, data, needsTarget(trained))),
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
