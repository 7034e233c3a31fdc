import { present } from '../../tensor/present.ts'
import type { ColumnSchema } from '../schema.ts'
import type { ColumnFacts } from './facts.ts'
import { mostValues, numbersLookedAt } from './facts.ts'

/** Columns in which fewer cells than this share are text are numbers, with cells that are wrong. */
const fewTexts = 0.1

/** A column of fewer rows says little of whether its values are all different. */
const rowsOfIds = 20

const noAndYes: ReadonlyArray<readonly [no: string, yes: string]> = [
  ['no', 'yes'],
  ['n', 'y'],
  ['false', 'true'],
  ['off', 'on'],
]

/** The two values of a column of no and yes, as they are written in it. */
const binaryOf = (values: ReadonlyArray<string>): readonly [no: string, yes: string] | undefined => {
  if (values.length !== 2) return undefined
  for (const [no, yes] of noAndYes) {
    const [found, other] = [no, yes].map((word) => values.find((value) => value.toLowerCase() === word))
    if (found !== undefined && other !== undefined) return [found, other]
  }
  return undefined
}

const isIdName = (name: string): boolean =>
  /^(id|index|idx|row|rowid|uuid|guid|key|nr|no\.?|unnamed: ?\d+)$|[_\s.-]id$/i.test(name) || /[a-z]I[dD]$/.test(name)

/** Whether whole numbers name rows: a column called so, each value greater than the one before. */
const isIdOfNumbers = (name: string, { isWhole, isRising, numbers, missing }: ColumnFacts): boolean =>
  isWhole && isRising && missing === 0 && numbers >= rowsOfIds && isIdName(name)

/** Counts are whole numbers from 0 or 1 on; ages and years begin later. */
const isCount = ({ isWhole, least, greatest }: ColumnFacts): boolean =>
  isWhole && (least === 0 || least === 1) && greatest > 1

const numeric = (name: string, facts: ColumnFacts): ColumnSchema => {
  const { least, greatest, isWhole, missing, numbers } = facts
  const range = numbers === 0 ? undefined : ([least, greatest] as const)
  if (numbers > 0 && isWhole && least === 0 && greatest === 1)
    return { kind: 'binary', name, missing, values: ['0', '1'] }
  if (isIdOfNumbers(name, facts)) return { kind: 'id', name, missing }
  return { kind: numbers > 0 && isCount(facts) ? 'count' : 'number', name, missing, ...present({ range }) }
}

/** Texts in order: numbers by their size, other texts by their letters. */
const inOrder = (all: ReadonlyArray<string>): ReadonlyArray<string> => {
  const isNumeric = all.every((text) => text.trim() !== '' && Number.isFinite(Number(text)))
  return isNumeric ? all.toSorted((a, b) => Number(a) - Number(b)) : all.toSorted()
}

/** All values of a column as text. */
const allValues = ({ values, differentNumbers }: ColumnFacts): ReadonlyArray<string> => [
  ...new Set([...values.keys(), ...Array.from(differentNumbers, String)]),
]

/** A column of text: dates, no and yes, categories, or text that differs nearly everywhere. */
const textual = (name: string, facts: ColumnFacts): ColumnSchema => {
  const { values, texts, numbers, dates, times, missing, longest } = facts
  if (dates === texts && numbers === 0) return { kind: 'date', name, missing, format: times > 0 ? 'date-time' : 'date' }
  const all = allValues(facts)
  const binary = binaryOf(all)
  if (binary !== undefined) return { kind: 'binary', name, missing, values: binary }
  const allDiffer =
    values.size === texts || (values.size > mostValues && values.size > 0.9 * Math.min(texts, mostValues))
  if (allDiffer && texts >= rowsOfIds && longest <= 64 && (isIdName(name) || isName(values)))
    return { kind: 'id', name, missing }
  if (all.length > mostValues || (texts >= rowsOfIds && values.size > texts / 2)) return { kind: 'text', name, missing }
  return { kind: 'category', name, missing, values: inOrder(all) }
}

/** Whether texts are names of rows rather than sentences: no spaces in most of them. */
const isName = (values: ReadonlyMap<string, number>): boolean => {
  const all = [...values.keys()]
  return all.filter((text) => !text.trim().includes(' ')).length >= 0.9 * all.length
}

/** What a column holds, by what was seen of its cells. A column without any value is one of numbers. */
export const inferColumn = (name: string, facts: ColumnFacts): ColumnSchema =>
  facts.texts <= fewTexts * (facts.texts + facts.numbers) || facts.numbers > numbersLookedAt
    ? numeric(name, facts)
    : textual(name, facts)

/** A column of a kind that was said, with what was seen of its cells. */
export const columnOfKind = (kind: ColumnSchema['kind'], name: string, facts: ColumnFacts): ColumnSchema => {
  const { missing, least, greatest, numbers, times } = facts
  const range = numbers === 0 ? undefined : ([least, greatest] as const)
  switch (kind) {
    case 'number':
    case 'count':
      return { kind, name, missing, ...present({ range }) }
    case 'date':
      return { kind, name, missing, format: times > 0 ? 'date-time' : 'date' }
    case 'category':
      return { kind, name, missing, values: inOrder(allValues(facts)) }
    case 'binary': {
      const [no = '0', yes = '1'] = binaryOf(allValues(facts)) ?? inOrder(allValues(facts))
      return { kind, name, missing, values: [no, yes] }
    }
    case 'text':
    case 'id':
      return { kind, name, missing }
  }
}
