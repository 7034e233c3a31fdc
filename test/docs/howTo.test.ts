/** The how-to for layers, done: its files are written to a folder, compiled, tested, and used by the command. */
import { execFile } from 'node:child_process'
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ended } from '../command.ts'
import { isWhole } from '../cases.ts'
import { root } from '../command.ts'

/** The files of the page by name: blocks that begin with ```ts NAME. */
const files: ReadonlyMap<string, string> = new Map(
  [...readFileSync(join(root, 'docs/how-to-add-a-layer.md'), 'utf8').matchAll(/```ts (\S+)\n([\s\S]*?)```/g)].map(
    ([, name = '', code = '']) => [name, code],
  ),
)

const folder = mkdtempSync(join(tmpdir(), 'isthmus-how-to-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const at = (place: string) => ({
  path: join(folder, place),
  write: (name: string, text: string | undefined = files.get(name)): void => {
    if (text === undefined) throw new Error(`the page has no file ${name}`)
    mkdirSync(dirname(join(folder, place, name)), { recursive: true })
    writeFileSync(join(folder, place, name), text)
  },
  run: (script: string, ...words: ReadonlyArray<string>): Promise<Ended> =>
    new Promise((resolve) => {
      const env = { ...process.env, NO_COLOR: '1', ISTHMUS_CASES: '200' }
      const options = { cwd: join(folder, place), env }
      execFile(process.execPath, [script, ...words], options, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, stdout, stderr })
      })
    }),
})

const tsc = 'node_modules/typescript-7/bin/tsc'
const vitest = 'node_modules/vitest/vitest.mjs'

it('the page has a file, a registry line and a test, and the same outside', () => {
  const inside = ['src/layers/dense/gain.ts', 'src/layers/registry.ts', 'test/layers/dense/gain.test.ts']
  const outside = ['my-layers.ts', 'my-layers.test.ts', 'spec.ts', 'in-code.test.ts']
  expect([...files.keys()]).toEqual([...inside, ...outside])
})

describe.runIf(isWhole)('in the library', () => {
  const { path, write, run } = at('library')

  beforeAll(() => {
    const copied = ['src', 'test/cases.ts', 'test/layers/laws.test.ts', 'package.json', 'vitest.config.ts']
    for (const name of [...copied, 'tsconfig.json', 'tsconfig.build.json'])
      cpSync(join(root, name), join(path, name), { recursive: true })
    symlinkSync(join(root, 'node_modules'), join(path, 'node_modules'))
    write('src/layers/dense/gain.ts')
    write('test/layers/dense/gain.test.ts')
    appendFileSync(join(path, 'src/layers/registry.ts'), files.get('src/layers/registry.ts') ?? '')
  })

  it('compiles', async () => {
    expect(await run(tsc, '-p', 'tsconfig.json')).toEqual({ code: 0, stdout: '', stderr: '' })
    expect(await run(tsc, '-p', 'tsconfig.build.json')).toEqual({ code: 0, stdout: '', stderr: '' })
  })

  it('passes its test, and obeys the laws of the registry', async () => {
    const { code, stdout } = await run(vitest, 'run', '-t', 'gain')
    expect(stdout).toContain('layer gain: 8 laws hold on 200 cases')
    expect(stdout).toMatch(/Tests +2 passed/)
    expect(code).toBe(0)
  })

  it('`isthmus check` takes a spec with the new layer', async () => {
    const [encoder, decoder] = [
      { input: [4], layers: [{ layer: 'gain' }, { layer: 'dense', units: 2 }] },
      { input: [2], layers: [{ layer: 'dense', units: 4 }] },
    ]
    const spec = { isthmus: 1, kind: 'autoencoder', encoder, decoder, loss: [{ term: 'mse' }] }
    write('model.json', JSON.stringify(spec))
    const { code, stdout } = await run('dist/cli/main.js', 'check', 'model.json')
    expect(stdout).toContain('the gradient of this model: 4 laws hold on 10 cases')
    expect(code).toBe(0)
  })
})

describe.runIf(isWhole)('outside the library', () => {
  const { path, write, run } = at('outside')
  const command = join(root, 'dist/cli/main.js')

  beforeAll(() => {
    for (const name of ['my-layers.ts', 'my-layers.test.ts', 'spec.ts', 'in-code.test.ts']) write(name)
    const source = (name: string): string => join(root, 'src', name)
    const alias = { 'isthmus/laws': source('laws/index.ts'), isthmus: source('index.ts') }
    write('package.json', '{ "type": "module" }\n')
    write('vitest.config.ts', `export default { resolve: { alias: ${JSON.stringify(alias)} } }\n`)
    const paths = Object.fromEntries(Object.entries(alias).map(([name, target]) => [name, [target]]))
    const compilerOptions = { rootDir: '/', paths }
    write('tsconfig.json', JSON.stringify({ extends: join(root, 'tsconfig.json'), compilerOptions, include: ['*.ts'] }))
    const rows = Array.from({ length: 60 }, (_, i) => [Math.sin(i), Math.cos(i), Math.sin(2 * i), 1].join(','))
    write('rows.csv', `${['a,b,c,d', ...rows].join('\n')}\n`)
    symlinkSync(join(root, 'node_modules'), join(path, 'node_modules'))
  })

  it('compiles', async () => {
    expect(await run(tsc, '-p', 'tsconfig.json')).toEqual({ code: 0, stdout: '', stderr: '' })
  })

  it('obeys its laws, and elaborates in code', async () => {
    // Vitest gives a test 5 seconds, which a busy machine may exceed.
    const { code, stdout } = await run(vitest, 'run', '--testTimeout', '300000')
    expect(stdout).toMatch(/Tests +3 passed/)
    expect(code).toBe(0)
  })

  it('is checked, trained, saved and used by the command', async () => {
    const checked = await run(command, 'check', 'spec.ts')
    for (const says of [
      'layer cubic: 8 laws hold on 100',
      'layer first: 9 laws hold on 100',
      'the gradient of this model',
    ])
      expect(checked.stdout).toContain(says)
    expect(checked.code).toBe(0)
    expect((await run(command, 'train', 'spec.ts', '--out', 'runs/mine')).code).toBe(0)
    const evaluated = await run(command, 'evaluate', 'runs/mine', '--layers', 'my-layers.ts')
    expect(evaluated).toMatchObject({ code: 0, stderr: '' })
    const without = await run(command, 'evaluate', 'runs/mine')
    expect(without).toMatchObject({ code: 1, stdout: '' })
    expect(without.stderr).toContain('requires.cubic: expected layer "cubic" of my-layers@1.2.0, found none')
  })
})
