import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { isthmus } from '../command.ts'

const place = mkdtempSync(join(tmpdir(), 'isthmus-conditional-'))
const at = (name: string): string => join(place, name)

/** Rows that a class and a dose move about. */
const rows = (length: number): string => {
  const lines = Array.from({ length }, (_, i) => {
    const [z, dose] = [Math.sin(i * 1.7), (i % 5) * 100]
    const shift = i % 2 === 0 ? 2 : -2
    return [z + shift, z + dose / 100, -z, i % 2 === 0 ? 'left' : 'right', dose].join(',')
  })
  return `${['a,b,c,side,dose', ...lines].join('\n')}\n`
}

const spec = (condition: string, data: string): string => `
import { adam, autoencoder, classes, columns, conditioned, csv, dense, experiment, input, mse, pipe, standard } from 'isthmus'
const condition = ${condition}
export default experiment({
  model: autoencoder({
    condition,
    encoder: pipe(input([3]), conditioned(condition), dense(1)),
    decoder: pipe(input([1]), conditioned(condition), dense(3)),
    loss: mse,
  }),
  data: csv(${JSON.stringify(at('rows.csv'))}, ${data}),
  preprocessing: [standard()],
  split: { test: 0.1 },
  optimiser: adam(0.03),
  epochs: 20,
  batchSize: 8,
})
`

beforeAll(() => {
  writeFileSync(at('rows.csv'), rows(120))
  writeFileSync(at('more.csv'), rows(7))
  const features = `columns: ['a', 'b', 'c']`
  writeFileSync(at('side.ts'), spec(`classes('left', 'right')`, `{ ${features}, label: 'side' }`))
  writeFileSync(at('dose.ts'), spec(`columns(1)`, `{ ${features}, label: 'side', condition: ['dose'] }`))
})

afterAll(() => rmSync(place, { recursive: true, force: true }))

it('a model conditioned on the class trains, and takes the class of other files too', async () => {
  const { code, stderr } = await isthmus('train', at('side.ts'), '--out', at('side'))
  expect(stderr).toContain('epoch 20/20')
  expect(code).toBe(0)
  expect((await isthmus('describe', at('side.ts'))).stdout).toContain('condition: class (2)')
  expect(await isthmus('evaluate', at('side'))).toMatchObject({ code: 0 })
  const codes = ['encode', at('side'), '--data', at('more.csv')]
  expect((await isthmus(...codes, '--out', at('codes.csv'))).stdout).toContain(
    'codes of 7 rows, 1 number each, written',
  )
  const refused = await isthmus(...codes, '--label', 'dose', '--out', at('others.csv'))
  expect(refused.stderr).toContain('data, row 1, label: expected one of the labels "left", "right", found "0"')
})

it('a model conditioned on numbers scales them as in training', async () => {
  expect((await isthmus('train', at('dose.ts'), '--out', at('dose'))).code).toBe(0)
  expect(readFileSync(join(at('dose'), 'model.safetensors'), 'latin1')).toMatch(/conditionPreprocessing.{0,20}standard/)
  const [own, other] = [at('own.csv'), at('other.csv')]
  await isthmus('reconstruct', at('dose'), '--rows', '7', '--out', own)
  await isthmus('reconstruct', at('dose'), '--data', at('more.csv'), '--out', other)
  expect(readFileSync(other, 'utf8')).toBe(readFileSync(own, 'utf8'))
})

it('--condition names the columns for a model alone', async () => {
  const { model }: { model: object } = JSON.parse(readFileSync(join(at('dose'), 'spec.json'), 'utf8'))
  writeFileSync(at('alone.json'), JSON.stringify({ isthmus: 1, kind: 'autoencoder', ...model }))
  const words = ['train', at('alone.json'), '--data', at('rows.csv'), '--label', 'side', '--epochs', '2']
  const without = await isthmus(...words, '--out', at('alone'))
  expect(without.code).toBe(1)
  expect(await isthmus(...words, '--out', at('alone'), '--condition', 'dose')).toMatchObject({ code: 0 })
})
