import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible } from '../codec/index.ts'
import { orThrow } from '../codec/index.ts'
import type { Registry } from '../format/index.ts'
import type { Dataset, RawDataset } from '../data/index.ts'
import type {
  EntryCard,
  ExcitingRow,
  ExplainOptions as OfRows,
  Explanation,
  Inference,
  Influence,
} from '../tasks/index.ts'
import { explain } from '../tasks/index.ts'
import { present } from '../tensor/present.ts'
import { product } from '../tensor/shape.ts'
import { columnUnits } from './columnUnits.ts'
import { inputsOf, rowsForModel } from './modelRows.ts'
import { unitsOf } from './modelUnits.ts'
import type { Rows } from './rows/rows.ts'
import type { TrainedModel } from './trainedModel.ts'

type InUnits = ReturnType<typeof unitsOf>

/** What a row says, where it has a column of free text. */
const textOf = ({ schema, texts, values, sizes }: RawDataset, row: number): string | undefined => {
  const column = schema?.findIndex(({ kind }) => kind === 'text') ?? -1
  return column < 0 ? undefined : texts?.[values[row * product(sizes) + column] ?? -1]
}

/** The word of an id, where steps make texts of ids. */
const wordOf = (inUnits: InUnits, positions: number, id: number): string | undefined => {
  const data = new Float32Array(positions)
  data[0] = id
  return inUnits({ shape: [1, positions], data }, 1).texts?.[0]
}

const idName = /^(position \d+): id (\d+)$/

/** An explanation in the units, words and texts of the data. */
const inDataUnits = (
  { model, preprocessing }: TrainedModel,
  inUnits: InUnits,
  { raw, seen }: { readonly raw: RawDataset; readonly seen: Dataset },
  explanation: Explanation,
): Explanation => {
  const isText = model.encoder.indices !== undefined
  const sameSide = preprocessing.fittedTarget === undefined && product(model.target) === product(model.input)
  const middle = new Float64Array(product(model.target))
  if (sameSide && seen.length > 0) middle.set(seen.values.subarray(0, middle.length))
  const units = isText || preprocessing.fitted.length === 0 ? [] : columnUnits(inUnits, middle)
  const withUnit = (influence: Influence): Influence => ({ ...influence, ...present({ unit: units[influence.at] }) })
  const withWord = (influence: Influence): Influence => {
    const [, position, id] = idName.exec(influence.column) ?? []
    const word = id === undefined ? undefined : wordOf(inUnits, product(model.target), Number(id))
    return word === undefined ? influence : { ...influence, column: `${position}: ${word === '' ? `id ${id}` : word}` }
  }
  const withText = (one: ExcitingRow): ExcitingRow => ({ ...one, ...present({ text: textOf(raw, one.row) }) })
  const card = (one: EntryCard): EntryCard => ({
    ...one,
    most: one.most.map(withText),
    least: one.least.map(withText),
    ...present({
      reads: sameSide ? one.reads?.map(withUnit) : one.reads,
      writes: one.writes?.map(isText ? withWord : withUnit),
    }),
  })
  return { ...explanation, cards: explanation.cards.map(card) }
}

export interface ExplainOptions extends Omit<OfRows, 'baseline'> {
  /** Rows whose mean is the baseline of integrated gradients: those of training; the rows themselves by default. */
  readonly baseline?: Rows
}

/** A model that explains: with what rows become when it sees them. */
interface Explained {
  readonly registry: Registry
  readonly trained: TrainedModel
  readonly inference: (rows: Rows) => Fallible<Inference>
}

/**
 * Explains the code of a model on rows, in the units of the data. Bad rows and entries reject with an `IsthmusError`. The
 * rows of the baseline may be given as the model sees them.
 */
export const explained = async (
  { registry, trained, inference }: Explained,
  rows: Rows,
  { baseline, ...options }: ExplainOptions = {},
  seenBaseline?: Dataset,
): Promise<Explanation> => {
  const raw = orThrow(rowsForModel(trained, rows))
  const seen = orThrow(inference(rows))
  const from = baseline === undefined ? seenBaseline : orThrow(inputsOf(registry, trained, baseline))
  return pipe(
    await explain(seen, { ...options, ...present({ baseline: from }) }),
    Either.map((found) => inDataUnits(trained, unitsOf(registry, trained), { raw, seen: seen.rows }, found)),
    orThrow,
  )
}
