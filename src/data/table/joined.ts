import type { Numbers } from '../chunk.ts'
import type { ConditionRows, RawDataset } from '../dataset.ts'
import { present } from '../../tensor/present.ts'
import { product } from '../../tensor/shape.ts'
import { zerosLike } from './digits.ts'

/** Missing entries as 0 in the values and 0 in a mask, in the memory of the values. */
export const withMask = (data: RawDataset): RawDataset => {
  const { values } = data
  let at = 0
  // Only NaN differs from itself.
  while (at < values.length && values[at] === values[at]) at++
  if (at === values.length) return data
  const mask = new Float32Array(values.length).fill(1)
  for (; at < values.length; at++)
    if (values[at] !== values[at]) {
      values[at] = 0
      mask[at] = 0
    }
  return { ...data, mask }
}

/** Gathers the parts of one field, of so many numbers for each row. */
class Field<Values extends Numbers> {
  private readonly values: Values
  private at = 0

  constructor(zeros: Values) {
    this.values = zeros
  }

  add(part: Numbers): void {
    this.values.set(part, this.at)
    this.at += part.length
  }

  get all(): Values {
    return this.values
  }
}

const joinTexts = (into: Array<string>, part: ReadonlyArray<string> = []): void => {
  for (const text of part) into.push(text)
}

const joinedCondition = (
  first: ConditionRows | undefined,
  values: Field<Float32Array>,
  classes: ReadonlyArray<string>,
): ConditionRows | undefined =>
  first === undefined
    ? undefined
    : { ...first, values: values.all, ...present({ classes: first.classes === undefined ? undefined : classes }) }

/**
 * Data sets of the same columns, so many rows together, as one; NaN becomes a missing entry. `into` has the values already,
 * where the parts are parts of it.
 */
export const joined = (parts: Iterable<RawDataset>, length: number, into?: Numbers): RawDataset => {
  let first: RawDataset | undefined
  const numbers = (count: number): Field<Float32Array> => new Field(new Float32Array(count))
  let values: Field<Numbers> = numbers(0)
  let [weights, condition] = [numbers(0), numbers(0)]
  const [labels, ids, classes] = [new Array<string>(), new Array<string>(), new Array<string>()]
  for (const part of parts) {
    if (first === undefined) {
      if (part.length === length) return withMask(part)
      first = part
      if (into === undefined) values = new Field(zerosLike(part.values, length * product(part.sizes)))
      if (part.weights !== undefined) weights = numbers(length)
      if (part.condition !== undefined) condition = numbers(length * part.condition.width)
    }
    if (into === undefined) values.add(part.values)
    if (part.weights !== undefined) weights.add(part.weights)
    if (part.condition !== undefined) condition.add(part.condition.values)
    joinTexts(labels, part.labels)
    joinTexts(ids, part.ids)
    joinTexts(classes, part.condition?.classes)
  }
  if (first === undefined) throw new RangeError('joined: there are no rows')
  return withMask({
    ...first,
    length,
    values: into ?? values.all,
    ...present({
      weights: first.weights && weights.all,
      labels: first.labels && labels,
      ids: first.ids && ids,
      condition: joinedCondition(first.condition, condition, classes),
    }),
  })
}
