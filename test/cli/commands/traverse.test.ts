import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { isthmus } from '../../command.ts'
import { trainedPlane } from '../plane.ts'

const { at } = trainedPlane()

const cellsOf = (name: string): ReadonlyArray<ReadonlyArray<string>> =>
  readFileSync(at(name), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','))

it('traverse and interpolate write rows with what was changed', async () => {
  const { code, stdout } = await isthmus(
    'traverse',
    at('run'),
    '--row',
    '3',
    '--entries',
    '1',
    '--steps',
    '4',
    '--out',
    at('t.csv'),
  )
  expect(code).toBe(0)
  expect(stdout).toBe(`4 rows written to ${at('t.csv')}: 4 for each of 1 entry of the code\n`)
  const [header, ...rows] = cellsOf('t.csv')
  expect(header).toEqual(['entry', 'value', 'p', 'q', 'sum', 'difference'])
  expect(rows.map(([entry]) => entry)).toEqual(['1', '1', '1', '1'])
  await isthmus('interpolate', at('run'), '--rows', '1,2', '--steps', '3', '--out', at('i.csv'))
  await isthmus('reconstruct', at('run'), '--rows', '2', '--out', at('r.csv'))
  const [, first = [], , last = []] = cellsOf('i.csv')
  const [, one = [], two = []] = cellsOf('r.csv')
  expect([first[0], last[0]]).toEqual(['0', '1'])
  const near = (a: ReadonlyArray<string>, b: ReadonlyArray<string>): void =>
    a.forEach((cell, i) => expect(Number(cell)).toBeCloseTo(Number(b[i]), 5))
  near(first.slice(1), one.slice(0, 4))
  near(last.slice(1), two.slice(0, 4))
  expect((await isthmus('interpolate', at('run'), '--rows', '1,x')).stderr).toContain('rows: expected numbers of rows')
})
