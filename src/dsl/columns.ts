import type { Column } from './tableTypes.ts'

/** A column of real numbers: standardised, compared by the squared error. */
export const number = (): Column<number, 1, 1> => ({
  width: 1,
  outputs: 1,
  schema: (name) => ({ kind: 'number', name }),
  term: { term: 'mse', reduction: 'sum' },
  step: { step: 'standard' },
})

/** A column of counts, whole numbers from 0 on: the decoder gives the two parameters of a negative binomial distribution. */
export const count = (): Column<number, 1, 2> => ({
  width: 1,
  outputs: 2,
  schema: (name) => ({ kind: 'count', name }),
  term: { term: 'negativeBinomial' },
})

/** A column of categories: one-hot, and the decoder gives a logit for each. */
export const oneOf = <const Values extends readonly [string, ...ReadonlyArray<string>]>(
  ...values: Values
): Column<Values[number], Values['length'], Values['length']> => ({
  width: values.length,
  outputs: values.length,
  schema: (name) => ({ kind: 'category', name, values }),
  term: { term: 'softmaxCrossEntropy' },
  step: { step: 'oneHot', other: false },
})

/** A column of false and true, which the file writes as these two words: 0 and 1, and the decoder gives a logit. */
export const yesNo = (no = 'no', yes = 'yes'): Column<boolean, 1, 1> => ({
  width: 1,
  outputs: 1,
  schema: (name) => ({ kind: 'binary', name, values: [no, yes] }),
  term: { term: 'bceWithLogits' },
})
