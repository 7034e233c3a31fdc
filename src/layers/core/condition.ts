import type { Codec, Fault, Faults } from '../../codec/index.ts'
import { array, counted, describe, integer, nearest, refine, show, string, struct } from '../../codec/index.ts'
import { present } from '../../tensor/present.ts'

/**
 * The condition of a model, a second input for every example, in one of three forms: a number of classes, whose labels
 * are 0, 1, …; labels by name; or a number of columns. Labels become one-hot vectors.
 */
export interface ConditionSpec {
  readonly classes?: number
  readonly labels?: ReadonlyArray<string>
  readonly columns?: number
}

/** A condition of a width that the compiler knows. */
export type Condition<Width extends number> = ConditionSpec & { readonly [width]?: Width }

declare const width: unique symbol

const forms = ['classes', 'labels', 'columns'] as const

/** The width of a condition. */
export const conditionWidth = integer({ minimum: 1, maximum: 65_536 })

const exactlyOneForm = (spec: ConditionSpec) => {
  const given = forms.filter((form) => spec[form] !== undefined)
  const twice = spec.labels?.find((label, i, all) => all.indexOf(label) !== i)
  if (given.length === 1 && twice === undefined) return undefined
  return given.length === 1
    ? { fault: 'duplicate name', expected: 'labels that differ', found: `${show(twice)} twice`, at: 'labels' }
    : {
        fault: 'wrong value',
        expected: `one of ${forms.join(', ')}`,
        found: given.length === 0 ? 'none' : given.join(' and '),
        remedy: 'give the number of classes, the labels or the number of columns',
      }
}

export const conditionCodec: Codec<ConditionSpec> = refine(
  struct(
    {},
    {
      classes: describe(conditionWidth, 'the number of classes: the labels of the rows are 0, 1, …'),
      labels: describe(array(string('a label'), { minItems: 1 }), 'the labels of the rows by name, one for each class'),
      columns: describe(conditionWidth, 'the number of columns of numbers'),
    },
  ),
  exactlyOneForm,
)

/** The width of a condition: its entries for each row. */
export const widthOf = ({ classes, labels, columns }: ConditionSpec): number =>
  classes ?? labels?.length ?? columns ?? 0

/** The class of a label, counted from 0, if there is one. */
export const classOf = ({ classes = 0, labels }: ConditionSpec, label: string): number | undefined => {
  const at = labels === undefined ? Number(label.trim() || Number.NaN) : labels.indexOf(label)
  return Number.isInteger(at) && at >= 0 && at < (labels?.length ?? classes) ? at : undefined
}

/** The fault of a label that names no class. */
export const unknownLabel = ({ classes = 0, labels }: ConditionSpec, label: string, where: string): Fault => {
  const near = labels === undefined ? undefined : nearest(label, labels)
  return {
    fault: 'unknown name',
    where,
    expected:
      labels === undefined
        ? `a label from 0 to ${classes - 1}`
        : `one of the labels ${labels.slice(0, 8).map(show).join(', ')}`,
    found: show(label),
    remedy: near === undefined ? 'declare its class in the condition of the model' : `did you mean ${show(near)}?`,
  }
}

/** The fault of layers in one network that read conditions of different widths. */
export const mixedConditions = (
  parts: ReadonlyArray<{ readonly condition?: number }>,
  where: (at: number) => string,
): Faults | undefined => {
  const first = parts.find(({ condition }) => condition !== undefined)?.condition
  const at = parts.findIndex(({ condition }) => condition !== undefined && condition !== first)
  const other = parts[at]?.condition
  if (first === undefined || other === undefined) return undefined
  const expected = `a condition of ${counted(first, 'entry', 'entries')}, as another layer reads`
  return [{ fault: 'wrong shape', where: where(at), expected, found: counted(other, 'entry', 'entries') }]
}

/** The width of the condition that the parts read; absent if none of them reads one. */
export const jointCondition = (
  parts: ReadonlyArray<{ readonly condition?: number }>,
): { readonly condition?: number } =>
  present({ condition: parts.find(({ condition }) => condition !== undefined)?.condition })

/**
 * The classes of the rows as a condition: their number, for labels 0, 1, …, or the labels by name.
 *
 * @example
 * const digit = classes(10)
 * const species = classes('setosa', 'versicolor', 'virginica')
 */
export function classes<const Count extends number>(count: Count): Condition<Count>
export function classes<const Labels extends ReadonlyArray<string>>(...labels: Labels): Condition<Labels['length']>
export function classes(...given: ReadonlyArray<number | string>): ConditionSpec {
  const [count] = given
  return typeof count === 'number' ? { classes: count } : { labels: given.map(String) }
}

/** So many columns of numbers as a condition; the data set names them: `csv(path, { condition: ['age', 'dose'] })`. */
export const columns = <const Count extends number>(count: Count): Condition<Count> => ({ columns: count })
