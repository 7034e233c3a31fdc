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
    expect(stdout).toMatch(/this model +1\.000 \(1\.000 to 1\.000\)/)
    expect(stdout).toMatch(/isolation forest +\d\.\d{3} \(/)
    expect(stdout).toContain('2 anomalies found, 0 missed; 0 of 120 normal rows flagged')
    const lines = readFileSync(at('odd.csv'), 'utf8').trim().split('\n')
    expect(lines[0]).toBe('row,score,pValue,threshold,anomaly,column.1,share.1,column.2,share.2,column.3,share.3,odd')
    expect(lines.slice(-2).map((line) => line.split(',')[4])).toEqual(['1', '1'])
    expect(lines.slice(1, -2).every((line) => line.split(',')[4] === '0')).toBe(true)
  })

  it('sets thresholds by name, and says by which rows and what they promise', async () => {
    const detect = async (...words: ReadonlyArray<string>) => {
      const { code, stdout, stderr } = await isthmus('detect', at('run'), '--out', at('named.csv'), '--force', ...words)
      return { code, stdout, stderr }
    }
    expect((await detect('--threshold', 'conformal:alpha=0.2')).stdout).toContain(
      'threshold by conformal, alpha 0.2, set by 12 validation rows; promises false alarms on at most 20 % of normal rows',
    )
    expect((await detect()).stderr).toContain('12 validation rows cannot promise 1 %')
    expect(await detect('--threshold', 'conformal:alpha=0.01')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('at least 99 validation rows to promise 1 %'),
    })
    const labelled = await detect(
      '--threshold',
      'bestF1',
      '--labelled',
      at('rows.csv'),
      '--label',
      'odd',
      '--no-baselines',
    )
    expect(labelled.stdout).toContain('F1 1.000')
    expect(labelled.stdout).not.toContain('isolation forest')
    expect((await detect('--threshold', 'bestF1')).stderr).toContain('--labelled FILE --label COLUMN')
    expect(await detect('--threshold', 'conformel')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('"conformal"'),
    })
    expect(await detect('--threshold', 'tail:rate')).toMatchObject({ code: 2 })
    expect(await detect('--threshold', 'tail:rate=0.1', '--quantile', '0.9')).toMatchObject({ code: 2 })
  })

  it('refuses contradictions, wrong endings, files that are there and rows of another shape', async () => {
    const fails = async (...words: ReadonlyArray<string>): Promise<string> => {
      const { code, stderr } = await isthmus(...words)
      expect(code).toBe(1)
      return stderr
    }
    const both = await isthmus('detect', at('run'), '--quantile', '0.9', '--contamination', '0.1')
    expect(both).toMatchObject({ code: 2, stderr: expect.stringContaining('leave one out') })
    expect(await fails('detect', at('run'), '--out', at('odd.npy'))).toContain(
      'a path that ends in .csv, .tsv, .ndjson, .jsonl, .parquet, .arrow or .feather',
    )
    expect(await fails('encode', at('run'), '--out', at('codes.xlsx'))).toContain(
      '.npy, .parquet, .arrow, .feather, .png or / (a folder of images)',
    )
    expect(await fails('encode', at('run'), '--out', at('rows.csv'))).toContain('replace the file with --force')
    writeFileSync(at('narrow.csv'), 'p,q\n1,2\n')
    expect(await fails('encode', at('run'), '--data', at('narrow.csv'), '--out', at('n.csv'))).toContain('"sum"')
    expect(await fails('detect', at('run'), '--label', 'odd', '--anomaly', 'yes')).toContain('--anomaly VALUE')
  })
})
