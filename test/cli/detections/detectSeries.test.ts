import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isthmus } from '../../command.ts'

const place = mkdtempSync(join(tmpdir(), 'isthmus-series-'))
const at = (name: string): string => join(place, name)
afterAll(() => rmSync(place, { recursive: true, force: true }))

/** Points of two waves; those from 40 to 43 are off by 3 where `odd`. */
const points = (length: number, odd: boolean): string => {
  const lines = Array.from({ length }, (_, i) => {
    const isOff = odd && i >= 40 && i < 44
    const noise = 0.05 * Math.sin(1.3 * i * i)
    const [a, b] = [Math.sin(i / 2) + noise + (isOff ? 3 : 0), Math.cos(i / 2) - noise]
    return [`t${i}`, a.toFixed(4), b.toFixed(4), Number(isOff)].join()
  })
  return `${['time,a,b,fault', ...lines].join('\n')}\n`
}

const spec = `
import { adam, autoencoder, csv, dense, experiment, flatten, input, mse, pipe, reshape, standard } from 'isthmus'
export default experiment({
  model: autoencoder({
    encoder: pipe(input([4, 2]), flatten, dense(2)),
    decoder: pipe(input([2]), dense(8), reshape([4, 2])),
    loss: mse,
  }),
  data: csv(${JSON.stringify(at('hours.csv'))}, { exclude: ['time'], label: 'fault' }),
  windows: { length: 4 },
  preprocessing: [standard()],
  split: { validation: 0.2 },
  optimiser: adam(0.03),
  epochs: 60,
  batchSize: 32,
})
`

describe('detect over a series', () => {
  beforeAll(async () => {
    writeFileSync(at('hours.csv'), points(160, false))
    writeFileSync(at('live.csv'), points(80, true))
    writeFileSync(at('series.ts'), spec)
    const { code, stderr } = await isthmus('train', at('series.ts'), '--out', at('run'))
    expect(code, stderr).toBe(0)
    // 157 windows, of which the last 31 are for validation and three before them reach into those.
    expect(JSON.parse(readFileSync(at('run/run.json'), 'utf8')).rows).toMatchObject({ train: 123, validation: 31 })
  })

  it('gives points with their time stamps, events with reasons, and honest figures', async () => {
    const words = ['--data', at('live.csv'), '--keep', 'time', '--label', 'fault', '--out', at('found.csv')]
    const { stdout, code } = await isthmus('detect', at('run'), ...words)
    expect(code).toBe(0)
    expect(stdout).toMatch(/of 80 points in \d events? above the threshold .*\npoints \d+ \(t\d+\) to /)
    expect(stdout).toMatch(/\n {2}[ab] at 4\d \(t[34]\d\): \S+, expected \S+ ± /)
    expect(stdout).toMatch(/VUS-ROC (0\.9\d\d|1\.000), VUS-PR /)
    expect(stdout).toContain('F1 with adjusted points')
    const [header, ...lines] = readFileSync(at('found.csv'), 'utf8').trim().split('\n')
    expect(header).toBe('time,point,score,threshold,anomaly,event,windows,fault')
    expect(lines).toHaveLength(80)
    expect(lines.slice(40, 44).every((line) => line.split(',')[4] === '1')).toBe(true)
    expect(lines[10]?.split(',').slice(4, 7)).toEqual(['0', '', '4'])
  })

  it('says the same to machines, and refuses columns that cannot stand in windows', async () => {
    const json = await isthmus(
      'detect',
      at('run'),
      '--data',
      at('live.csv'),
      '--points',
      'max',
      '--json',
      '--out',
      at('m.csv'),
    )
    const [event] = JSON.parse(json.stdout).events
    expect(event.first).toBeLessThanOrEqual(41)
    expect(event.last).toBeGreaterThanOrEqual(44)
    writeFileSync(at('short.csv'), points(3, false))
    const short = await isthmus('detect', at('run'), '--data', at('short.csv'), '--out', at('s.csv'))
    expect(short).toMatchObject({ code: 1, stderr: expect.stringContaining('a series of at least 4 points') })
  })
})
