import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isthmus } from '../../command.ts'
import { trainedPlane } from '../plane.ts'

const { at } = trainedPlane()

describe('repair', () => {
  it('makes odd rows normal but for the columns that may not change, and writes all rows', async () => {
    const words = ['--fixed', 'p,q', '--keep', 'odd', '--alpha', '0.2', '--out', at('repaired.csv')]
    const { stdout, code } = await isthmus('repair', at('run'), ...words)
    expect(code).toBe(0)
    expect(stdout).toMatch(/row 121, odd 1: p-value 0\.\d+ → 0\.\d+\n {2}(sum|difference) /)
    const [header, ...lines] = readFileSync(at('repaired.csv'), 'utf8').trim().split('\n')
    expect(header).toBe('p,q,sum,difference,repair,changed,pValue.before,pValue.after,odd')
    expect(lines).toHaveLength(122)
    const [p, q, sum, , status] = lines[120]?.split(',') ?? []
    expect([p, q, status]).toEqual(['1', '1', 'repaired'])
    expect(Number(sum)).toBeGreaterThan(0)
    const again = await isthmus(
      'repair',
      at('run'),
      '--data',
      at('repaired.csv'),
      '--alpha',
      '0.2',
      '--json',
      '--out',
      at('r.csv'),
    )
    // What is not repaired is odd still, and nothing else is.
    const left = lines.filter((line) => line.includes('not repaired')).length
    expect(left).toBeLessThan(2)
    expect(JSON.parse(again.stdout)).toMatchObject({ rows: 122, odd: left })
  })

  it('says which rows it could not repair, and refuses what makes no sense', async () => {
    const stuck = await isthmus(
      'repair',
      at('run'),
      '--fixed',
      'p,q,sum,difference',
      '--alpha',
      '0.2',
      '--out',
      at('s.csv'),
    )
    expect(stuck.stdout).toContain('no column may be changed')
    const fails = async (...words: ReadonlyArray<string>): Promise<string> =>
      (await isthmus('repair', at('run'), '--out', at('f.csv'), ...words)).stderr
    expect(await fails('--bounds', 'sum=1')).toContain('age=18:99')
    expect(await fails('--bounds', 'sun=1:2', '--alpha', '0.2')).toContain('did you mean "sum"?')
    expect(await fails('--alpha', '0.0001')).toContain('a greater alpha')
  })
})
