import type { Fault } from '../../codec/index.ts'
import { counted, grouped, show } from '../../codec/index.ts'
import { present } from '../../tensor/present.ts'
import { listed } from './listed.ts'
import { mostFaults } from './roles.ts'

/** What is wrong with cells of one kind in one column. */
interface Problem {
  readonly kind: ProblemKind
  readonly column: string
  count: number
  readonly first: string
  readonly examples: Set<string>
}

/** How cells can be wrong: what was expected, what follows `3 of 9 cells` in the fault, and the remedy. */
const problemKinds = {
  text: {
    expected: 'numbers',
    cells: 'with text',
    remedy: (column: string) =>
      `write them as numbers, leave the column out with exclude: [${column}], or say what it is with kinds: { ${column}: "category" }`,
  },
  missing: {
    expected: 'a value in every cell',
    cells: 'missing',
    remedy: (column: string) =>
      `fill them in, leave the column out with exclude: [${column}], or leave missing cells out of the loss with missing: "mask"`,
  },
  infinite: {
    expected: 'finite numbers',
    cells: 'beyond float32',
    remedy: () => 'remove the rows or clip the values',
  },
  negative: {
    expected: 'counts, whole numbers from 0 on',
    cells: 'otherwise',
    remedy: (column: string) =>
      `correct them, or say that the column holds numbers with kinds: { ${column}: "number" }`,
  },
  unknown: {
    expected: 'values that the column had in training',
    cells: 'with new values',
    remedy: () => 'correct them, leave the rows out, or train with data that has them',
  },
  neither: {
    expected: 'one of two values',
    cells: 'otherwise',
    remedy: (column: string) => `correct them, or say what the column is with kinds: { ${column}: "category" }`,
  },
  date: {
    expected: 'dates such as 2024-12-31 or 2024-12-31T12:30:00Z',
    cells: 'otherwise',
    remedy: (column: string) => `write them so, or leave the column out with exclude: [${column}]`,
  },
  condition: {
    expected: 'a value in every cell, because the column is a condition',
    cells: 'missing',
    remedy: () => 'fill them in or remove the rows',
  },
  weight: {
    expected: 'weights, numbers that are not negative',
    cells: 'otherwise',
    remedy: () => 'correct them, or leave weight out',
  },
} as const

export type ProblemKind = keyof typeof problemKinds

/** Gathers what is wrong with single cells, to sum it up by column. */
export class Problems {
  private readonly where: string
  private readonly found = new Map<string, Problem>()
  private rows = 0

  constructor(where: string) {
    this.where = where
  }

  /** Notes a cell that is wrong; `place` is where it is: `line 7`. */
  add(kind: ProblemKind, column: string, place: () => string, text?: string): void {
    const key = `${kind}\n${column}`
    let problem = this.found.get(key)
    if (problem === undefined) {
      problem = { kind, column, count: 0, first: place(), examples: new Set() }
      this.found.set(key, problem)
    }
    problem.count++
    if (text !== undefined && problem.examples.size <= 3) problem.examples.add(text)
  }

  /** Notes that so many rows were looked at. */
  addRows(rows: number): void {
    this.rows += rows
  }

  /** How many cells of a kind are wrong, by column. */
  counts(kind: ProblemKind): ReadonlyArray<readonly [column: string, count: number, examples: ReadonlyArray<string>]> {
    const all = [...this.found.values()].filter((problem) => problem.kind === kind)
    return all.map(({ column, count, examples }) => [column, count, [...examples]])
  }

  /** One fault for each column and kind, without the kinds that are allowed. */
  faults(allowed: ReadonlyArray<ProblemKind> = []): ReadonlyArray<Fault> {
    const all = [...this.found.values()].filter(({ kind }) => !allowed.includes(kind))
    const [shown, rest] = [all.slice(0, mostFaults), all.slice(mostFaults)]
    const faults = shown.map((problem) => this.faultOf(problem))
    if (rest.length === 0) return faults
    return [
      ...faults.slice(0, -1),
      {
        fault: 'wrong value',
        where: this.where,
        expected: 'columns as described',
        found: `cells that are wrong in ${counted(rest.length + 1, 'further column')} (${listed(
          [...shown.slice(-1), ...rest].map(({ column }) => column),
          8,
        )})`,
      },
    ]
  }

  private faultOf({ kind, column, count, first, examples }: Problem): Fault {
    const { expected, cells, remedy } = problemKinds[kind]
    const shown = examples.size === 0 ? '' : ` (${listed([...examples])})`
    return {
      fault: 'wrong value',
      where: `${this.where}, column ${show(column)}`,
      expected,
      found: `${grouped(count)} of ${counted(this.rows, 'cell')} ${cells}${shown}, ${count === 1 ? 'in' : 'the first in'} ${first}`,
      ...present({ remedy: remedy(show(column)) }),
    }
  }
}
