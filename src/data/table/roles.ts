import type { Fallible, Fault } from '../../codec/index.ts'
import { nearest, settle, show } from '../../codec/index.ts'
import { present } from '../../tensor/present.ts'
import type { TableSettings } from '../sources/table.ts'
import { listed } from './listed.ts'

/** What the columns of a table serve as, by name. */
export interface Roles {
  /** The columns that are learnt, in order, if their kinds allow it. */
  readonly features: ReadonlyArray<string>
  readonly condition: ReadonlyArray<string>
  readonly label?: string
  readonly id?: string
  readonly weight?: string
  /** Columns that a schema does not name. */
  readonly extra: ReadonlyArray<string>
}

/** Only so many faults of one file are told. */
export const mostFaults = 10

const unknownColumn = (where: string, name: string, header: ReadonlyArray<string>): Fault => {
  const near = nearest(name, header)
  const remedy = near === undefined ? `the columns are ${listed(header, 8)}` : `did you mean ${show(near)}?`
  return { fault: 'unknown name', where, expected: 'the name of a column', found: show(name), remedy }
}

const missingColumn = (where: string, name: string, free: ReadonlyArray<string>): Fault => {
  const near = nearest(name, free)
  return {
    fault: 'missing column',
    where,
    expected: `the column ${show(name)}, as in training`,
    found: 'none of this name',
    remedy:
      near === undefined
        ? `other columns are ${free.length === 0 ? 'none' : listed(free, 8)}`
        : `rename ${show(near)}, if it is the same`,
  }
}

/** Which column serves what, or the names that the table does not have. `where` is the file. */
export const rolesOf = (
  where: string,
  { columns, exclude = [], label, condition = [], kinds = {}, schema, ...others }: TableSettings,
  header: ReadonlyArray<string>,
): Fallible<Roles> => {
  // Rows for a model that is trained need no names and weights.
  const found = (name: string | undefined): string | undefined =>
    schema === undefined || name === undefined || header.includes(name) ? name : undefined
  const [id, weight] = [found(others.id), found(others.weight)]
  const special = [label, id, weight, ...condition].filter((name) => name !== undefined)
  const trained = schema?.map(({ name }) => name).filter((name) => !special.includes(name) && !exclude.includes(name))
  const wanted = columns ?? trained
  const features = wanted ?? header.filter((name) => !special.includes(name) && !exclude.includes(name))
  const named = [...(columns ?? []), ...special, ...exclude, ...Object.keys(kinds)]
  const unknown = named.filter((name) => !header.includes(name) && !(trained ?? []).includes(name))
  const free = header.filter((name) => !features.includes(name) && !special.includes(name))
  const absent = (trained ?? []).filter((name) => features.includes(name) && !header.includes(name))
  const faults = [
    ...unknown.map((name) => unknownColumn(where, name, header)),
    ...absent.map((name) => missingColumn(where, name, free)),
  ]
  const none: Fault = { fault: 'empty file', where, expected: 'at least one column of numbers', found: 'none' }
  const all = features.length === 0 && faults.length === 0 ? [none] : faults.slice(0, mostFaults)
  return settle(all, () => ({
    features,
    condition,
    extra: trained === undefined ? [] : free.filter((name) => !exclude.includes(name)),
    ...present({ label, id, weight }),
  }))
}
