import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isthmus } from '../../command.ts'
import { trainedPlane } from '../plane.ts'

const { at } = trainedPlane()

const cellsOf = (name: string): ReadonlyArray<ReadonlyArray<string>> =>
  readFileSync(at(name), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(','))

describe('detect', () => {
  it('finds the rows that leave the plane, says why, and measures itself', async () => {
    const words = ['--label', 'odd', '--contamination', '0.016', '--top', '2', '--out', at('odd.csv')]
    const { stdout, code } = await isthmus('detect', at('run'), ...words)
    expect(code).toBe(0)
    expect(stdout).toContain('2 of 122 rows score above the threshold')
    expect(stdout).toMatch(/this model +1\.000 \(1\.000 to 1\.000\)/)
    expect(stdout).toMatch(/isolation forest +\d\.\d{3} \(/)
    expect(stdout).toContain('2 anomalies found, 0 missed; 0 of 120 normal rows flagged')
    expect(stdout).toContain('the 2 oddest rows:\nrow 122, odd 1: score ')
    expect(stdout).toMatch(/\n {2}sum 2, expected \S+ ± \S+ \(\d+ % of the score\)\n/)
    const [header = [], ...rows] = cellsOf('odd.csv')
    expect(header.slice(0, 10).join()).toBe(
      'row,score,pValue,threshold,anomaly,column.1,share.1,value.1,expected.1,spread.1',
    )
    expect(header.at(-1)).toBe('odd')
    expect(rows.map((cells) => cells[4])).toEqual([...Array.from({ length: 120 }, () => '0'), '1', '1'])
  })

  it('writes the oddest rows alone, in order, with columns that are kept and the nearest normal row', async () => {
    const words = [
      '--contamination',
      '0.016',
      '--top',
      '1',
      '--only-anomalies',
      '--sort',
      '--keep',
      'q,odd',
      '--nearest',
    ]
    const { stdout } = await isthmus('detect', at('run'), ...words, '--out', at('few.csv'))
    expect(stdout).toContain('row 122, q 1, odd 1: score')
    expect(stdout).toMatch(/most like training row \d+ \(distance /)
    expect(stdout).toContain('the 2 anomalies are in ')
    const [header = [], ...rows] = cellsOf('few.csv')
    expect(header.slice(0, 9).join()).toBe('q,odd,row,score,pValue,threshold,anomaly,nearest.row,nearest.distance')
    expect(rows.map((cells) => [cells[1], cells[2]])).toEqual([
      ['1', '122'],
      ['1', '121'],
    ])
    expect(Number(rows[0]?.[7])).toBeLessThanOrEqual(120)
  })

  it('says the same to machines', async () => {
    const words = ['--contamination', '0.016', '--top', '1', '--columns', '2', '--json', '--out', at('json.csv')]
    const { stdout } = await isthmus('detect', at('run'), ...words)
    const [oddest, ...others] = JSON.parse(stdout).oddest
    expect(others).toEqual([])
    expect(oddest).toMatchObject({ row: 122, anomaly: true })
    expect(oddest.columns[0]).toMatchObject({
      column: expect.any(String),
      value: expect.any(Number),
      spread: expect.any(Number),
    })
    expect(oddest.columns).toHaveLength(2)
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
    expect(await fails('detect', at('run'), '--keep', 'sums', '--out', at('k.csv'))).toContain('did you mean "sum"?')
  })
})
