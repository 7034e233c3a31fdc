import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { isthmus } from '../../command.ts'

const place = mkdtempSync(join(tmpdir(), 'isthmus-new-'))
afterAll(() => rmSync(place, { recursive: true, force: true }))
const at = (name: string): string => join(place, name)

/** Whole numbers that are the same in every run (Numerical Recipes' linear congruential generator). */
const uniforms = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

interface Person {
  readonly id: string
  readonly age: number
  readonly income: number
  readonly city: string
  readonly member: string
  readonly joined: string
}

const cities = ['Bonn', 'Lyon', 'Oslo', 'Rome']

/** People whose age, income, membership and date depend on their city and on a little chance. */
const people = (length: number): ReadonlyArray<Person> => {
  const next = uniforms(7)
  return Array.from({ length }, (_, i) => {
    const city = Math.floor(next() * 4)
    const age = 25 + 12 * city + 6 * next()
    return {
      id: `p${i}`,
      age: Number(age.toFixed(1)),
      income: Math.round(12_000 + 900 * age + 2000 * next()),
      city: cities[city] ?? '',
      member: age > 45 ? 'yes' : 'no',
      joined: new Date(Date.UTC(2010 + 3 * city, Math.floor(12 * next()), 1 + Math.floor(28 * next())))
        .toISOString()
        .slice(0, 10),
    }
  })
}

const rows = people(400)
const columns = ['id', 'age', 'income', 'city', 'member', 'joined'] as const
/** Every ninth age and every eleventh city is missing. */
const cell = (person: Person, column: (typeof columns)[number], i: number): string =>
  (column === 'age' && i % 9 === 0) || (column === 'city' && i % 11 === 0) ? 'n/a' : String(person[column])
writeFileSync(
  at('people.csv'),
  [columns.join(','), ...rows.map((one, i) => columns.map((column) => cell(one, column, i)).join(','))].join('\n'),
)

/** The columns of a CSV file that quotes nothing. */
const read = (path: string): ReadonlyMap<string, ReadonlyArray<string>> => {
  const [header = [], ...lines] = readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(','))
  return new Map(header.map((name, i) => [name, lines.map((cells) => cells[i] ?? '')]))
}

const share = (of: ReadonlyArray<boolean>): number => of.filter(Boolean).length / of.length

describe('from a file to a model', () => {
  it('data shows what the columns hold', async () => {
    const { code, stdout } = await isthmus('data', at('people.csv'), '--json')
    expect(code).toBe(0)
    const { columns: found, suspicions } = JSON.parse(stdout)
    expect(found.map((column: { schema: { kind: string } }) => column.schema.kind)).toEqual([
      'id',
      'number',
      'number',
      'category',
      'binary',
      'date',
    ])
    expect(found.map((column: { missing: number }) => column.missing)).toEqual([0, 45, 0, 37, 0, 0])
    expect(suspicions).toMatchObject([{ column: 'id', kind: 'identifier' }])
  })

  it('new writes an experiment that trains as it is, and reconstructs better than the column alone would', async () => {
    const made = await isthmus('new', at('people.csv'), '--out', at('people.json'))
    expect(made.stdout).toContain(`train it with: isthmus train ${at('people.json')}`)
    const run = at('run')
    const trained = await isthmus('train', at('people.json'), '--out', run, '--epochs', '60', '--engine', 'reference')
    expect(trained.code).toBe(0)
    const out = at('back.csv')
    const { code } = await isthmus(
      'reconstruct',
      run,
      '--data',
      at('people.csv'),
      '--out',
      out,
      '--engine',
      'reference',
    )
    expect(code).toBe(0)
    const back = read(out)
    // The most frequent city has about a quarter of the rows; a constant income is off by 12,400 on average.
    expect(share(rows.map(({ city }, i) => back.get('city')?.[i] === city))).toBeGreaterThan(0.6)
    expect(share(rows.map(({ member }, i) => back.get('member')?.[i] === member))).toBeGreaterThan(0.8)
    const errors = rows.map(({ income }, i) => Math.abs(Number(back.get('income')?.[i]) - income))
    expect(errors.reduce((sum, error) => sum + error, 0) / rows.length).toBeLessThan(6000)
    expect(back.get('joined')?.[0]).toMatch(/^20\d\d-\d\d-\d\d$/)
    expect(back.get('id')?.[3]).toBe('p3')
  })

  it('new writes TypeScript too, and replaces no file unless it is told to', async () => {
    const words = ['new', at('people.csv'), '--out', at('people.ts'), '--exclude', 'joined']
    expect((await isthmus(...words)).code).toBe(0)
    const text = readFileSync(at('people.ts'), 'utf8')
    expect(text).toContain("people.csv', { exclude: ['joined'], missing: 'mask' })")
    expect(text).toContain('likelihood: softmaxCrossEntropy')
    expect((await isthmus('describe', at('people.ts'), '--json')).code).toBe(0)
    expect(await isthmus(...words)).toMatchObject({ code: 1 })
    expect((await isthmus(...words, '--force')).code).toBe(0)
  })

  it('says what is wrong with a file, an ending or a column', async () => {
    writeFileSync(at('empty.csv'), '')
    expect((await isthmus('data', at('empty.csv'))).stderr).toContain('expected')
    expect((await isthmus('data', at('nowhere.csv'))).stderr).toContain('no such file')
    expect((await isthmus('new', at('people.csv'), '--out', at('people.py'))).stderr).toContain('.ts or .json')
    expect((await isthmus('new', at('people.csv'), '--out', at('x.ts'), '--label', 'agee')).stderr).toContain(
      'did you mean "age"?',
    )
  })
})
