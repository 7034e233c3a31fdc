import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isthmus } from '../command.ts'

const place = mkdtempSync(join(tmpdir(), 'isthmus-layers-'))
const at = (name: string): string => join(place, name)
afterAll(() => rmSync(place, { recursive: true, force: true }))

/** A layer with a trained factor for each feature; `dx` is the expression of its pullback. */
const gain = (dx: string): string => `
import { Codecs, defineLayer, Derived, Layers, Named } from 'isthmus'
export const gain = defineLayer({
  name: 'gain',
  package: 'my-layers@1.2.0',
  summary: 'Multiplies every feature by a trained factor.',
  codec: () => Codecs.struct({}),
  build: (_settings, sizes) =>
    Layers.built({
      output: sizes,
      parameters: { scale: { shape: sizes, initialiser: 'heNormal', fan: { in: 1, out: 1 } } },
      program: (A, { x, parameters }) => {
        const s = Named.get(parameters, 'scale')
        return Layers.stage(Derived.times(A, x, s), (dy) => ({
          dx: ${dx},
          dparameters: { scale: Derived.sumTo(A, A.mul(dy, x), A.shape(s)) },
        }))
      },
    }),
})
export const layers = [gain]
`

const spec = (module: string, exported: string): string => `
import { adam, autoencoder, csv, dense, experiment, input, mse, pipe, residual } from 'isthmus'
import { gain, layers } from './${module}'
${exported}
export default experiment({
  model: autoencoder({
    encoder: pipe(input([3]), residual((x) => pipe(x, gain())), dense(2), gain()),
    decoder: pipe(input([2]), dense(3)),
    loss: mse,
  }),
  data: csv(${JSON.stringify(at('rows.csv'))}),
  split: { test: 0.2 },
  optimiser: adam(0.02),
  epochs: 40,
  batchSize: 10,
})
`

beforeAll(async () => {
  const rows = Array.from({ length: 100 }, (_, i) => [Math.sin(i), Math.cos(i), Math.sin(i) + Math.cos(i)].join(','))
  writeFileSync(at('rows.csv'), `${['a,b,c', ...rows].join('\n')}\n`)
  writeFileSync(at('gain.ts'), gain('Derived.times(A, dy, s)'))
  writeFileSync(at('wrong.ts'), gain('dy'))
  writeFileSync(at('spec.ts'), spec('gain.ts', 'export { layers }'))
  writeFileSync(at('broken.ts'), spec('wrong.ts', 'export { layers }'))
  writeFileSync(at('silent.ts'), spec('gain.ts', 'export const others = layers'))
  const { code, stderr } = await isthmus('train', at('spec.ts'), '--out', at('run'))
  expect(stderr).toContain('epoch 40/40')
  expect(code).toBe(0)
})

const needs = 'requires.gain: expected layer "gain" of my-layers@1.2.0, found none (pass --layers FILE'

describe('a spec with a layer of its own', () => {
  it('is trained: the factors have moved, and the error is below what it was', () => {
    const history = readFileSync(join(at('run'), 'history.csv'), 'utf8')
      .trim()
      .split('\n')
    const [first = Number.NaN, last = Number.NaN] = [history[1], history.at(-1)].map((line) =>
      Number(line?.split(',')[2]),
    )
    expect(last).toBeLessThan(first / 2)
    expect(readFileSync(join(at('run'), 'model.safetensors'), 'latin1')).toContain('parameters.encoder.2.scale')
  })

  it('is saved with what it requires', () => {
    const saved: unknown = JSON.parse(readFileSync(join(at('run'), 'spec.json'), 'utf8'))
    expect(saved).toMatchObject({ isthmus: 1, requires: { gain: 'my-layers@1.2.0' } })
  })

  for (const [name, words] of Object.entries({
    evaluate: [],
    encode: ['--out', at('codes.csv')],
    reconstruct: ['--out', at('back.csv')],
    denoise: ['--out', at('clean.csv')],
    detect: ['--out', at('odd.csv')],
  }))
    it(`${name} takes --layers, and says what it needs without`, async () => {
      const without = await isthmus(name, at('run'), ...words)
      expect(without).toMatchObject({ code: 1, stdout: '' })
      expect(without.stderr).toContain(needs)
      expect(await isthmus(name, at('run'), ...words, '--layers', at('gain.ts'))).toMatchObject({ code: 0 })
    })

  it('goes through JSON and is trained again', async () => {
    const { stdout } = await isthmus('describe', at('spec.ts'), '--to-json')
    writeFileSync(at('spec.json'), stdout)
    const without = await isthmus('train', at('spec.json'), '--out', at('again'))
    expect(without.code).toBe(1)
    expect(without.stderr).toContain(needs)
    const words = ['--out', at('again'), '--epochs', '1', '--layers', at('gain.ts')]
    expect((await isthmus('train', at('spec.json'), ...words)).code).toBe(0)
  })

  it('is refused where it does not export the layer', async () => {
    const { code, stderr } = await isthmus('describe', at('silent.ts'))
    expect(code).toBe(1)
    expect(stderr).toContain('expected a layer, found "gain"')
    expect((await isthmus('describe', at('silent.ts'), '--layers', at('gain.ts'))).code).toBe(0)
  })
})

describe('check', () => {
  it('tries the laws of the layer and the gradient of the model', async () => {
    const { code, stdout } = await isthmus('check', at('spec.ts'))
    expect(stdout).toContain('layer gain: 8 laws hold on 100 cases')
    expect(stdout).toContain('the gradient of this model: 4 laws hold on 10 cases')
    expect(code).toBe(0)
  })

  it('tries one layer alone, the library’s too, and speaks JSON', async () => {
    const one = await isthmus('check', at('spec.ts'), '--layer', 'relu', '--cases', '7', '--json')
    expect(JSON.parse(one.stdout)).toMatchObject({ subject: 'layer relu', cases: 7 })
    const near = await isthmus('check', at('spec.ts'), '--layer', 'gian')
    expect(near).toMatchObject({ code: 1, stderr: '--layer: expected a layer, found "gian" (did you mean "gain"?)\n' })
  })

  it('finds a wrong pullback twice, and a failure can be replayed', async () => {
    const { code, stdout } = await isthmus('check', at('broken.ts'), '--json')
    expect(code).toBe(1)
    const reports = stdout.trim().split('\n')
    expect(reports).toHaveLength(2)
    const [layer, model]: ReadonlyArray<{
      failure: { message: string; counterexample: string; seed: number; path: string }
    }> = JSON.parse(`[${reports.join(',')}]`)
    expect(layer?.failure.message).toContain('cotangent of "x"')
    expect(model?.failure.message).toContain('cotangent of')
    const { seed = 0, path = '', counterexample } = layer?.failure ?? {}
    const words = ['--layer', 'gain', '--seed', String(seed), '--path', path, '--json']
    const replayed = await isthmus('check', at('broken.ts'), ...words)
    expect(JSON.parse(replayed.stdout)).toMatchObject({ failure: { counterexample } })
  })
})

describe('a module of layers is checked before it is used', () => {
  for (const [name, text, says] of [
    ['nothing', 'export const layer = []', 'expected a list of layers, found nothing'],
    ['number', 'export const layers = 3', 'expected a list of layers, found 3'],
    ['strange', 'export const layers = [{ name: "x" }]', 'layers[0]: expected a layer, found { name }'],
    [
      'taken',
      'export { relu } from "isthmus"\nimport { relu } from "isthmus"\nexport const layers = [relu]',
      '"relu" again (rename it',
    ],
    ['thrown', 'throw new Error("mine")', 'expected a module that runs and exports layers, found an error: mine'],
    ['twice', gain('dy').replace('[gain]', '[gain, gain]'), 'layers[1]: expected a layer with a name of its own'],
  ] as const)
    it(name, async () => {
      writeFileSync(at(`${name}.ts`), text)
      const { code, stdout, stderr } = await isthmus(
        'describe',
        join(at('run'), 'spec.json'),
        '--layers',
        at(`${name}.ts`),
      )
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
      expect(stderr).toContain(says)
      expect(stderr).toContain(`${name}.ts`)
    })

  it('beside a spec that exports the same ones it is refused', async () => {
    const { stderr } = await isthmus('describe', at('spec.ts'), '--layers', at('gain.ts'))
    expect(stderr).toContain('found "gain" again (rename it, or list it once)')
  })

  it('a file that does not exist is a fault', async () => {
    const { stderr } = await isthmus('evaluate', at('run'), '--layers', at('nowhere.ts'))
    expect(stderr).toContain('expected layers, found no such file')
  })
})
