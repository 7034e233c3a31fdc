import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible } from '../../codec/index.ts'
import { counted, settle } from '../../codec/index.ts'
import { present } from '../../tensor/present.ts'
import type { ColumnSchema, Schema } from '../schema.ts'
import type { TableSettings } from '../sources/table.ts'
import type { TablePlan } from './chunkRows.ts'
import { listed } from './listed.ts'
import { losesDigits } from './digits.ts'
import type { ColumnFacts } from './facts.ts'
import { noFacts } from './facts.ts'
import { columnOfKind, inferColumn } from './infer.ts'
import type { Roles } from './roles.ts'
import { rolesOf } from './roles.ts'

/** How rows are made of a table, with what is to be said of it. */
export interface Planned {
  readonly plan: TablePlan
  readonly notices: ReadonlyArray<string>
}

const isLearnt = ({ kind }: ColumnSchema): boolean => kind !== 'text' && kind !== 'id'

/** The kinds of columns of a condition: text is a category there, however many values it has. */
const ofCondition = (column: ColumnSchema, facts: ColumnFacts): ColumnSchema => {
  if (isLearnt(column)) return column
  return columnOfKind(facts.texts > 0 ? 'category' : 'number', column.name, facts)
}

/** What is said of columns that are left out. */
const leftOut = (where: string, columns: Schema): ReadonlyArray<string> => {
  const of = (kind: ColumnSchema['kind']): ReadonlyArray<string> =>
    columns.filter((column) => column.kind === kind).map(({ name }) => name)
  const [texts, ids] = [of('text'), of('id')]
  return [
    ...(texts.length === 0 ? [] : [`${where}: ${listed(texts, 8)} left out: free text`]),
    ...(ids.length === 0 ? [] : [`${where}: ${listed(ids, 8)} left out: names of rows`]),
  ]
}

/** What is said of columns that differ from those of training. */
const differing = (
  where: string,
  { features, ...roles }: Roles,
  id: string | undefined,
  header: ReadonlyArray<string>,
): ReadonlyArray<string> => {
  const extra = roles.extra.filter((name) => name !== id)
  const inFile = header.filter((name) => features.includes(name))
  const isReordered = inFile.some((name, at) => name !== features[at])
  return [
    ...(extra.length === 0 ? [] : [`${where}: ${counted(extra.length, 'column')} not used: ${listed(extra, 8)}`]),
    ...(isReordered ? [`${where}: columns in another order than in training, put in order by name`] : []),
  ]
}

const noneLearnt = (where: string) => ({
  fault: 'empty file',
  where,
  expected: 'at least one column to learn from',
  found: 'only names of rows and free text',
  remedy: 'say what the columns are with kinds: { COLUMN: "category" }',
})

/** The facts of the columns of a table by name. */
export type FactsByName = ReadonlyMap<string, ColumnFacts>

/**
 * How rows are made of a table: what its columns serve as by the settings, and what they hold by the settings or by what
 * was seen of their cells.
 */
export const planTable = (
  where: string,
  settings: TableSettings,
  header: ReadonlyArray<string>,
  facts: FactsByName,
): Fallible<Planned> => {
  const { kinds = {}, schema = [], columns } = settings
  const factsOf = (name: string): ColumnFacts => facts.get(name) ?? noFacts
  const columnOf = (name: string): ColumnSchema => {
    const kind = kinds[name]
    if (kind !== undefined) return columnOfKind(kind, name, factsOf(name))
    return schema.find((column) => column.name === name) ?? inferColumn(name, factsOf(name))
  }
  return pipe(
    rolesOf(where, settings, header),
    Either.flatMap((roles) => {
      const all = roles.features.map((name) => columnOf(name))
      // Whoever names the columns wants names of rows that are numbers as well.
      const said = columns === undefined ? all : all.map((column) => asSaid(column, factsOf(column.name)))
      // Free text is learnt where it is named: by the settings, or by the schema of a model that learnt it.
      const isText = ({ kind }: ColumnSchema): boolean => kind === 'text' && (columns ?? schema).length > 0
      const learnt = said.filter((column) => isLearnt(column) || isText(column))
      const id =
        roles.id ?? onlyId(header.filter((name) => !isOther(roles, name, columns)).map((name) => columnOf(name)))
      const plan: TablePlan = {
        schema: learnt,
        isWide: learnt.some((column) => losesDigits(column, factsOf(column.name))),
        condition: roles.condition.map((name) => ofCondition(columnOf(name), factsOf(name))),
        ...present({ label: roles.label, id, weight: roles.weight }),
      }
      const notices = [
        ...leftOut(
          where,
          said.filter((column) => !learnt.includes(column)),
        ),
        ...(settings.schema === undefined ? [] : differing(where, roles, id, header)),
      ]
      return settle(learnt.length === 0 ? [noneLearnt(where)] : [], () => ({ plan, notices }))
    }),
  )
}

/** Whether a column serves as something else than names of rows. */
const isOther = (
  { label, weight, condition, features }: Roles,
  name: string,
  columns: TableSettings['columns'],
): boolean =>
  name === label || name === weight || condition.includes(name) || (columns !== undefined && features.includes(name))

/** The column that names the rows, where there is just one that can. */
const onlyId = (columns: Schema): string | undefined => {
  const [first, ...others] = columns.filter(({ kind }) => kind === 'id')
  return others.length === 0 ? first?.name : undefined
}

/** A column that was chosen by name: numbers that rise are numbers, and names of rows are text. */
const asSaid = (column: ColumnSchema, facts: ColumnFacts): ColumnSchema =>
  column.kind === 'id' ? columnOfKind(facts.texts === 0 ? 'number' : 'text', column.name, facts) : column
