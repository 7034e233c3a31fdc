import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isthmus } from '../../command.ts'
import { trainedPlane } from '../plane.ts'

const { at } = trainedPlane()

describe('detect', () => {
  it('detect finds the rows that leave the plane, names the columns and measures itself', async () => {
    const { stdout, code } = await isthmus(
      'detect',
      at('run'),
      '--label',
      'odd',
      '--contamination',
      '0.016',
      '--out',
      at('odd.csv'),
    )
    expect(code).toBe(0)
    expect(stdout).toContain('ROC AUC 1.0000')
    const lines = readFileSync(at('odd.csv'), 'utf8').trim().split('\n')
    expect(lines[0]).toBe('row,score,anomaly,column.1,share.1,column.2,share.2,column.3,share.3')
    expect(lines.slice(-2).map((line) => line.split(',')[2])).toEqual(['1', '1'])
    expect(lines.slice(1, -2).every((line) => line.split(',')[2] === '0')).toBe(true)
  })

  it('refuses contradictions, wrong endings, files that are there and rows of another shape', async () => {
    const fails = async (...words: ReadonlyArray<string>): Promise<string> => {
      const { code, stderr } = await isthmus(...words)
      expect(code).toBe(1)
      return stderr
    }
    const both = await isthmus('detect', at('run'), '--quantile', '0.9', '--contamination', '0.1')
    expect(both).toMatchObject({ code: 2, stderr: expect.stringContaining('leave one out') })
    expect(await fails('detect', at('run'), '--out', at('odd.npy'))).toContain('a path that ends in .csv')
    expect(await fails('encode', at('run'), '--out', at('codes.xlsx'))).toContain('a path that ends in .csv or .npy')
    expect(await fails('encode', at('run'), '--out', at('rows.csv'))).toContain('replace the file with --force')
    writeFileSync(at('narrow.csv'), 'p,q\n1,2\n')
    expect(await fails('encode', at('run'), '--data', at('narrow.csv'), '--out', at('n.csv'))).toContain('"sum"')
    expect(await fails('detect', at('run'), '--label', 'odd', '--anomaly', 'yes')).toContain('--anomaly VALUE')
  })
})
