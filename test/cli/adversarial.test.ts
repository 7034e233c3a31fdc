import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { decodeSafetensors } from '../../src/data/safetensors.ts'
import { isthmus } from '../command.ts'

const place = mkdtempSync(join(tmpdir(), 'isthmus-adversarial-'))
const at = (name: string): string => join(place, name)

afterAll(() => rmSync(place, { recursive: true, force: true }))

const spec = `
import { adam, adversarialPrior, autoencoder, combine, csv, dense, experiment, input, mse, pipe, relu, weighted } from 'isthmus'
export default experiment({
  model: autoencoder({
    encoder: pipe(input([2]), dense(8), relu, dense(1)),
    decoder: pipe(input([1]), dense(2)),
    discriminator: pipe(input([1]), dense(6), relu, dense(1)),
    loss: combine(mse, weighted(0.1, adversarialPrior)),
  }),
  data: csv(${JSON.stringify(at('rows.csv'))}),
  split: { test: 0.2 },
  optimiser: adam(0.01),
  discriminatorOptimiser: adam(0.02),
  epochs: 5,
  batchSize: 10,
})
`

it('a model with a discriminator is described, checked, trained, evaluated and used like any other', async () => {
  const lines = Array.from({ length: 100 }, (_, i) => [Math.sin(i * 1.7), Math.cos(i * 2.3)].join(','))
  writeFileSync(at('rows.csv'), `${['a,b', ...lines].join('\n')}\n`)
  writeFileSync(at('aae.ts'), spec)
  expect((await isthmus('describe', at('aae.ts'), '--math')).stdout).toMatch(/discriminator\.2 │ dense │ \[1\] +│ +7 │/)
  expect((await isthmus('check', at('aae.ts'), '--cases', '5')).stdout).toContain('4 laws hold on 5 cases')
  expect(await isthmus('train', at('aae.ts'), '--out', at('run'))).toMatchObject({ code: 0 })
  expect(readFileSync(join(at('run'), 'model.safetensors'), 'latin1')).toContain('parameters.discriminator.2.weight')
  expect(readFileSync(join(at('run'), 'spec.json'), 'utf8')).toContain('"discriminatorOptimiser"')
  const { stdout } = await isthmus('evaluate', at('run'))
  expect(stdout).toMatch(/loss +.*\(mse \d.*, adversarialPrior \d.*, discriminator \d.*\)/)
  expect(await isthmus('encode', at('run'), '--out', at('codes.csv'))).toMatchObject({ code: 0 })
  const again = await isthmus('train', at('aae.ts'), '--out', at('again'))
  expect(again.code).toBe(0)
  const weights = (name: string) => decodeSafetensors(readFileSync(join(at(name), 'model.safetensors')), 'model')
  expect(weights('again')).toEqual(weights('run'))
})

it('without data of its own, its discriminator is moved by Adam too', async () => {
  const { model }: { model: object } = JSON.parse(readFileSync(join(at('run'), 'spec.json'), 'utf8'))
  writeFileSync(at('alone.json'), JSON.stringify({ isthmus: 1, kind: 'autoencoder', ...model }))
  const words = ['--data', at('rows.csv'), '--epochs', '1', '--out', at('alone')]
  expect(await isthmus('train', at('alone.json'), ...words)).toMatchObject({ code: 0 })
})
