import type { Schema } from '../../data/index.ts'

/** Neighbouring columns of a model's input that are compared by one likelihood. */
export interface ColumnGroup {
  readonly columns: number
  readonly likelihood: 'mse' | 'bceWithLogits' | 'softmaxCrossEntropy'
}

/** The category that a one-hot column belongs to: `city` of `city=Rome`; the longest name that fits. */
const categoryOf = (name: string, categories: ReadonlyArray<string>): string | undefined =>
  categories.filter((category) => name.startsWith(`${category}=`)).toSorted((a, b) => b.length - a.length)[0]

/**
 * The columns after preprocessing, in order, by what compares them: numbers by the squared error, yes/no by the binary
 * cross-entropy, the one-hot columns of a category by the categorical one. `before` is the schema of the file.
 */
export const columnGroups = (before: Schema, after: Schema): ReadonlyArray<ColumnGroup> => {
  const categories = before.filter(({ kind }) => kind === 'category').map(({ name }) => name)
  const groups: Array<ColumnGroup> = []
  let last: string | undefined
  for (const { name, kind } of after) {
    const category = kind === 'binary' ? categoryOf(name, categories) : undefined
    const likelihood = category !== undefined ? 'softmaxCrossEntropy' : kind === 'binary' ? 'bceWithLogits' : 'mse'
    // Two categories side by side are two groups, two numbers are one.
    const key = category === undefined ? likelihood : `category ${category}`
    const open = groups.at(-1)
    if (key === last && open !== undefined) groups[groups.length - 1] = { ...open, columns: open.columns + 1 }
    else groups.push({ columns: 1, likelihood })
    last = key
  }
  return groups
}
