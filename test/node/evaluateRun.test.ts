import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { isthmus } from '../command.ts'

const place = mkdtempSync(join(tmpdir(), 'isthmus-bound-'))
const at = (name: string): string => join(place, name)

afterAll(() => rmSync(place, { recursive: true, force: true }))

const spec = (encoder: string, loss: string): string => `
import { adam, autoencoder, combine, csv, dense, experiment, gaussian, importanceWeighted, input, kl, mse, pipe, summed } from 'isthmus'
export default experiment({
  model: autoencoder({ encoder: pipe(input([2]), ${encoder}), decoder: pipe(input([1]), dense(2)), loss: ${loss} }),
  data: csv(${JSON.stringify(at('rows.csv'))}),
  split: { test: 0.2 },
  optimiser: adam(0.02),
  epochs: 8,
  batchSize: 10,
})
`

it('evaluate bounds the log-likelihood with --samples codes a row, more tightly with more', async () => {
  const lines = Array.from({ length: 100 }, (_, i) => [Math.sin(i * 1.7), Math.cos(i * 2.3)].join(','))
  writeFileSync(at('rows.csv'), `${['a,b', ...lines].join('\n')}\n`)
  writeFileSync(at('vae.ts'), spec('gaussian(1)', 'combine(summed(mse), kl)'))
  writeFileSync(at('iwae.ts'), spec('gaussian(1)', `importanceWeighted(5, 'mse')`))
  writeFileSync(at('plain.ts'), spec('dense(1)', 'summed(mse)'))
  for (const name of ['vae', 'iwae', 'plain'])
    expect(await isthmus('train', at(`${name}.ts`), '--out', at(name)), name).toMatchObject({ code: 0 })
  for (const name of ['vae', 'iwae']) {
    const boundBy = async (samples: string): Promise<number> => {
      const { stdout } = await isthmus('evaluate', at(name), '--samples', samples, '--json')
      const { bound, rows }: { bound: { mean: number; samples: number }; rows: number } = JSON.parse(stdout)
      expect({ rows, samples: bound.samples }).toEqual({ rows: 20, samples: Number(samples) })
      return bound.mean
    }
    expect(await boundBy('200')).toBeGreaterThan(await boundBy('1'))
  }
  const { stdout } = await isthmus('evaluate', at('vae'), '--samples', '150', '--rows', '7')
  expect(stdout).toMatch(
    /test rows +7\n.*\n.*\nlog-likelihood +at least -\d+\.\d+ ± \d+\.\d+ nats a row, by 150 samples/,
  )
  expect(readFileSync(join(at('vae'), 'evaluation.json'), 'utf8')).toContain('"samples": 150')
  expect(await isthmus('evaluate', at('plain'), '--samples', '5')).toMatchObject({
    code: 1,
    stderr: 'the bound of the likelihood: expected a Gaussian code, found another (end the encoder with gaussian(…))\n',
  })
})
