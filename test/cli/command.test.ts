import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as Either from 'fp-ts/lib/Either.js'
import { decodeSafetensors } from '../../src/data/safetensors.ts'
import { isthmus, root } from '../command.ts'

const place = mkdtempSync(join(tmpdir(), 'isthmus-cli-'))
const at = (name: string): string => join(place, name)

/** Points near a plane in four dimensions, with two labelled anomalies at the end. */
const rows = (): string => {
  const normal = Array.from({ length: 120 }, (_, i) => {
    const [a, b] = [Math.sin(i * 1.7), Math.cos(i * 2.3)]
    return [a, b, a + b, a - b].map((value) => value.toFixed(4)).join(',') + ',0'
  })
  return `${['p,q,sum,difference,odd', ...normal, '1,1,-2,2,1', '-1,1,2,2,1'].join('\n')}\n`
}

const spec = (epochs: number): string => `
import { adam, autoencoder, csv, dense, experiment, input, mse, pipe, standard } from 'isthmus'
export default experiment({
  model: autoencoder({ encoder: pipe(input([4]), dense(2)), decoder: pipe(input([2]), dense(4)), loss: mse }),
  data: csv(${JSON.stringify(at('rows.csv'))}, { label: 'odd' }),
  preprocessing: [standard()],
  split: { validation: 0.1, test: 0.1 },
  optimiser: adam(0.03),
  epochs: ${epochs},
  batchSize: 16,
  seed: 5,
})
`

beforeAll(async () => {
  writeFileSync(at('rows.csv'), rows())
  writeFileSync(at('plane.ts'), spec(60))
  writeFileSync(at('long.ts'), spec(100_000))
  const { code, stderr } = await isthmus('train', at('plane.ts'), '--out', at('run'))
  expect(stderr).toContain('epoch 60/60')
  expect(code).toBe(0)
})

afterAll(() => rmSync(place, { recursive: true, force: true }))

describe('train', () => {
  it('writes a whole run and nothing beside it', () => {
    expect(readdirSync(at('run')).toSorted()).toEqual(['history.csv', 'model.safetensors', 'run.json', 'spec.json'])
    expect(readdirSync(place).filter((name) => name.includes('partial'))).toEqual([])
    expect(
      readFileSync(join(at('run'), 'history.csv'), 'utf8')
        .trim()
        .split('\n'),
    ).toHaveLength(61)
  })

  it('refuses to replace a run, and does with --force', async () => {
    const refused = await isthmus('train', at('plane.ts'), '--out', at('run'), '--epochs', '1')
    expect(refused).toMatchObject({ code: 1, stdout: '' })
    expect(refused.stderr).toContain('an existing folder (choose another --out, or replace the run with --force)')
    await isthmus('train', at('plane.ts'), '--out', at('again'), '--epochs', '1')
    const forced = await isthmus('train', at('plane.ts'), '--out', at('again'), '--epochs', '2', '--force')
    expect(forced.code).toBe(0)
    expect(
      readFileSync(join(at('again'), 'history.csv'), 'utf8')
        .trim()
        .split('\n'),
    ).toHaveLength(3)
  })

  it('does not replace a folder that is no run, even with --force', async () => {
    mkdirSync(at('precious'))
    writeFileSync(join(at('precious'), 'thesis.txt'), 'years of work')
    const { code, stderr } = await isthmus('train', at('plane.ts'), '--out', at('precious'), '--force')
    expect(code).toBe(1)
    expect(stderr).toContain('expected a run, or a path that does not exist yet, found something that is not a run')
    expect(readdirSync(at('precious'))).toEqual(['thesis.txt'])
  })

  it('goes beside a place that has been taken while it trained', async () => {
    const child = spawn(process.execPath, ['dist/cli/main.js', 'train', at('plane.ts'), '--out', at('race')], {
      cwd: root,
    })
    child.stderr.once('data', () => {
      mkdirSync(at('race'))
      writeFileSync(join(at('race'), 'mine.txt'), 'mine')
    })
    const told = await text(child.stdout)
    expect(told).toContain(`run written to ${at('race')}-${child.pid}`)
    expect(readdirSync(at('race'))).toEqual(['mine.txt'])
    expect(existsSync(join(`${at('race')}-${child.pid}`, 'run.json'))).toBe(true)
  })

  it('gives the same bytes for the same seed and others for another', async () => {
    const weights = (name: string): unknown => {
      const tensors = decodeSafetensors(readFileSync(join(at(name), 'model.safetensors')), name)
      return Either.isRight(tensors) ? tensors.right : tensors.left
    }
    const train = (name: string, seed: string) =>
      isthmus('train', at('plane.ts'), '--out', at(name), '--epochs', '3', '--seed', seed)
    await Promise.all([train('one', '1'), train('same', '1'), train('other', '2')])
    expect(weights('one')).toEqual(weights('same'))
    expect(weights('one')).not.toEqual(weights('other'))
  })

  it('speaks JSON, a line an epoch and one for the run', async () => {
    const { stdout, stderr, code } = await isthmus(
      'train',
      at('plane.ts'),
      '--out',
      at('json'),
      '--epochs',
      '2',
      '--json',
    )
    const lines = stdout
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line))
    expect(lines).toMatchObject([
      { kind: 'epoch', epoch: 1 },
      { kind: 'epoch', epoch: 2 },
      { kind: 'run', ending: 'completed', part: 'test', pca: { components: 2 } },
    ])
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
  })

  it('takes an autoencoder alone with --data, and says what is missing without', async () => {
    const model = readFileSync(join(at('run'), 'spec.json'), 'utf8')
    const { model: alone }: { model: object } = JSON.parse(model)
    writeFileSync(at('alone.json'), JSON.stringify({ isthmus: 1, kind: 'autoencoder', ...alone }))
    const without = await isthmus('train', at('alone.json'), '--out', at('alone'))
    expect(without).toMatchObject({ code: 1 })
    expect(without.stderr).toContain('add --data FILE.csv')
    const given = await isthmus(
      'train',
      at('alone.json'),
      '--out',
      at('alone'),
      '--data',
      at('rows.csv'),
      '--label',
      'odd',
      '--epochs',
      '2',
    )
    expect(given.code).toBe(0)
  })

  it('is stopped by Ctrl-C with a usable run', async () => {
    const child = spawn(process.execPath, ['dist/cli/main.js', 'train', at('long.ts'), '--out', at('stopped')], {
      cwd: root,
    })
    const code = await new Promise((resolve) => {
      child.stderr.on('data', (text: Buffer) => {
        if (text.includes('epoch 1/')) child.kill('SIGINT')
      })
      child.on('close', resolve)
    })
    expect(code).toBe(0)
    expect(readFileSync(join(at('stopped'), 'run.json'), 'utf8')).toContain('"ending": "interrupted"')
    expect((await isthmus('evaluate', at('stopped'))).code).toBe(0)
  })

  it.each([
    ['a second Ctrl-C', ['SIGINT', 'SIGINT'], 130],
    ['a second signal to end', ['SIGTERM', 'SIGTERM'], 143],
  ] as const)('is ended by %s, and leaves nothing behind', async (_, [first, second], expected) => {
    const words = ['dist/cli/main.js', 'train', at('long.ts'), '--out', at('lost')]
    const child = spawn(process.execPath, words, { cwd: root })
    const sent = { first: false, second: false }
    const code = await new Promise((resolve) => {
      child.stderr.on('data', (text: Buffer) => {
        if (text.includes('epoch 1/') && !sent.first) sent.first = child.kill(first)
        if (text.includes('press Ctrl-C again') && !sent.second) sent.second = child.kill(second)
      })
      child.on('close', resolve)
    })
    // The run may be written between the two.
    expect([0, expected]).toContain(code)
    expect(readdirSync(place).filter((name) => name.includes('partial'))).toEqual([])
  })

  it('goes on when nobody reads what it says', async () => {
    const words = ['dist/cli/main.js', 'train', at('plane.ts'), '--out', at('unread')]
    const child = spawn(process.execPath, words, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    child.stdout.destroy()
    child.stderr.destroy()
    const code = await new Promise((resolve) => child.on('close', resolve))
    expect(code).toBe(0)
    expect((await isthmus('evaluate', at('unread'))).code).toBe(0)
  })

  it('keeps the graphs that are run, and says at once where it cannot', async () => {
    const words = ['train', at('plane.ts'), '--epochs', '1', '--engine', 'native']
    const kept = await isthmus(...words, '--out', at('dumped'), '--dump-graph', at('deep/graphs'))
    expect(kept.code).toBe(0)
    expect(readdirSync(at('deep/graphs'))).toContain('train-16.onnx')
    const refused = await isthmus(...words, '--out', at('undumped'), '--dump-graph', '/proc/graphs')
    expect(refused).toMatchObject({ code: 1, stdout: '' })
    expect(refused.stderr).toMatch(/^\/proc\/graphs: expected a folder for graphs/)
    expect(existsSync(at('undumped'))).toBe(false)
    const onFile = await isthmus(...words, '--out', at('undumped'), '--dump-graph', at('rows.csv'))
    expect(onFile).toMatchObject({ code: 1, stdout: '' })
    expect(onFile.stderr).toMatch(/rows\.csv: expected a folder for graphs/)
    expect(onFile.stderr).not.toContain('training')
  })

  it('compares with a PCA that leaves no error without dividing by it', async () => {
    writeFileSync(at('constant.csv'), `p,q,r,s\n${'0.25,0.5,0.75,1\n'.repeat(20)}`)
    const words = ['--data', at('constant.csv'), '--epochs', '1']
    const { code, stdout, stderr } = await isthmus('train', at('alone.json'), '--out', at('constant'), ...words)
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringMatching(/trained|stopped early/) })
    expect(stdout).toMatch(/mean squared error   \S+, (as PCA|above PCA)\n/)
  })

  it('gives no percentage of an error that is but the rounding of PCA', async () => {
    const onLine = Array.from({ length: 20 }, (_, i) => [0.1, 0.7, 0.3, 0.9].map((slope) => slope * Math.sin(i)).join())
    writeFileSync(at('line.csv'), `p,q,r,s\n${onLine.join('\n')}\n`)
    const words = ['--data', at('line.csv'), '--epochs', '1']
    const { stdout } = await isthmus('train', at('alone.json'), '--out', at('line'), ...words)
    expect(stdout).toMatch(/mean squared error   \S+, above PCA\n/)
  })

  it('keeps the last finite weights when training diverges, and says where', async () => {
    const { code, stderr } = await isthmus(
      'train',
      at('alone.json'),
      '--out',
      at('wild'),
      '--data',
      at('rows.csv'),
      '--label',
      'odd',
      '--rate',
      '1e30',
    )
    expect(code).toBe(1)
    expect(stderr).toMatch(
      /step \d+ of epoch \d+: expected a finite loss and gradient, found .*(encoder|decoder)\.\d+\.(weight|bias).*layer (encoder|decoder)\.layers\[\d+\]/,
    )
    expect((await isthmus('evaluate', at('wild'))).code).toBe(0)
  })

  it('refuses a place that cannot be written to', async () => {
    const { code, stderr } = await isthmus('train', at('plane.ts'), '--out', join(at('rows.csv'), 'run'))
    expect(code).toBe(1)
    expect(stderr).toContain('expected a path that a run can be written to')
    const nowhere = await isthmus('train', at('plane.ts'), '--out', '/proc/isthmus/run')
    expect(nowhere.code).toBe(1)
    expect(nowhere.stderr).toContain('/proc/isthmus/run')
  })

  it('takes away the folders that it made for a run that does not come about', async () => {
    const { code } = await isthmus('train', at('broken.csv.ts'), '--out', join(at('new'), 'er', 'run'))
    expect(code).toBe(1)
    expect(existsSync(at('new'))).toBe(false)
  })
})

describe('overrides', () => {
  const words = ['--epochs', '1', '--force', '--out'] as const

  it('--rate overrides the rate of the first update that has one, not a schedule', async () => {
    const slow = await isthmus('train', at('plane.ts'), '--rate', '1e-9', ...words, at('slow'))
    expect(slow.code).toBe(0)
    expect(readFileSync(join(at('slow'), 'spec.json'), 'utf8')).toContain('"rate": 1e-9')
    writeFileSync(
      at('scheduled.ts'),
      spec(1)
        .replaceAll('adam', 'sgd')
        .replace('sgd(0.03)', 'sgd(cosine({ from: 0.1 }))')
        .replace('import {', 'import { cosine,'),
    )
    const scheduled = await isthmus('train', at('scheduled.ts'), '--rate', '0.1', ...words, at('scheduled'))
    expect(scheduled).toMatchObject({ code: 2, stdout: '' })
    expect(scheduled.stderr).toContain('change the optimiser in the spec')
  })

  it('--data changes the path and keeps the other settings of the spec', async () => {
    const { code, stderr } = await isthmus('train', at('plane.ts'), '--data', at('rows.csv'), ...words, at('same-data'))
    expect({ code, stderr }).toMatchObject({ code: 0 })
    expect(readFileSync(join(at('same-data'), 'spec.json'), 'utf8')).toContain('"label": "odd"')
  })

  it('paths of a spec start at its folder', async () => {
    writeFileSync(at('beside.ts'), spec(1).replace(JSON.stringify(at('rows.csv')), "'rows.csv'"))
    expect(await isthmus('train', at('beside.ts'), ...words, at('beside'))).toMatchObject({ code: 0 })
    expect(await isthmus('evaluate', at('beside'))).toMatchObject({ code: 0 })
  })
})

describe('evaluate', () => {
  it('shows the error beside PCA, and writes it down', async () => {
    const { code, stdout } = await isthmus('evaluate', at('run'))
    expect(code).toBe(0)
    expect(stdout).toMatch(/test rows +12\n.*\nmean squared error .*PCA\nPCA, 2 components/)
    expect(JSON.parse(readFileSync(join(at('run'), 'evaluation.json'), 'utf8'))).toMatchObject({
      part: 'test',
      rows: 12,
    })
  })

  for (const [name, breakIt, says] of [
    ['model.safetensors', (bytes: Buffer) => bytes.subarray(0, 100), 'expected a safetensors file'],
    ['run.json', () => Buffer.from('{"isthmus":1}'), 'found nothing'],
    ['spec.json', () => Buffer.from('not json'), 'expected JSON'],
  ] as const)
    it(`names a broken ${name}`, async () => {
      const run = at(`broken-${name}`)
      await isthmus('train', at('plane.ts'), '--out', run, '--epochs', '1')
      writeFileSync(join(run, name), breakIt(readFileSync(join(run, name))))
      const { code, stderr } = await isthmus('evaluate', run)
      expect(code).toBe(1)
      expect(stderr).toContain(says)
      expect(stderr).toContain(name)
    })

  it('refuses a folder that is no run', async () => {
    expect(await isthmus('evaluate', at('nowhere'))).toMatchObject({ code: 1, stdout: '' })
    expect((await isthmus('evaluate', place)).stderr).toContain('expected a run directory with run.json')
  })
})

describe('describe and check', () => {
  it('describe shows a table, equations and JSON', async () => {
    const { stdout } = await isthmus('describe', at('plane.ts'), '--math')
    expect(stdout).toContain('[4] → [2] → [4]')
    expect(stdout).toMatch(/encoder\.0 │ dense │ \[2\] +│ +10 │ +18/)
    expect(stdout).toContain('  y = x·W + b\n  dx = dy·Wᵀ\n  dW = xᵀ·dy\n  db = Σ_n dy')
    expect((await isthmus('describe', at('plane.ts'), '--latex')).stdout).toContain('dW = x^\\top dy')
    expect(JSON.parse((await isthmus('describe', at('plane.ts'), '--json')).stdout)).toMatchObject({ parameters: 22 })
  })

  it('describe takes a run, show says what made it', async () => {
    expect((await isthmus('describe', at('run'))).stdout).toContain('[4] → [2] → [4]')
    expect((await isthmus('show', at('run'))).stdout).toMatch(/trained +\d{4}-.*\n.*completed after 60 epochs/)
  })

  it('describe --to-json prints a spec that train takes', async () => {
    const { stdout } = await isthmus('describe', at('plane.ts'), '--to-json')
    writeFileSync(at('plane.json'), stdout)
    expect((await isthmus('train', at('plane.json'), '--out', at('from-json'), '--epochs', '1')).code).toBe(0)
  })

  it('check tests the gradient of a spec', async () => {
    const { code, stdout } = await isthmus('check', at('plane.ts'), '--cases', '5')
    expect(code).toBe(0)
    expect(stdout).toContain('the gradient of this model: 4 laws hold on 5 cases')
  })
})

describe('tasks', () => {
  it('encode writes codes as CSV and npy', async () => {
    expect((await isthmus('encode', at('run'), '--out', at('codes.csv'))).stdout).toContain(
      'codes of 122 rows, 2 numbers each, written',
    )
    expect(readFileSync(at('codes.csv'), 'utf8').split('\n')[0]).toBe('code.0,code.1')
    await isthmus('encode', at('run'), '--out', at('codes.npy'), '--rows', '7')
    expect(readFileSync(at('codes.npy')).subarray(0, 90).toString('latin1')).toContain("'shape': (7, 2)")
  })

  it('reconstruct gives rows in the units of the file', async () => {
    await isthmus('reconstruct', at('run'), '--out', at('back.csv'), '--rows', '3')
    const [header, first = ''] = readFileSync(at('back.csv'), 'utf8').split('\n')
    expect(header).toBe('p,q,sum,difference')
    const [p = Number.NaN, q = Number.NaN, sum = Number.NaN] = first.split(',').map(Number)
    expect(Math.abs(p + q - sum)).toBeLessThan(0.2)
  })

  it('denoise with added noise comes nearer to the clean rows', async () => {
    const { stdout } = await isthmus('denoise', at('run'), '--noise', '0.5', '--out', at('clean.csv'), '--json')
    const { before, after }: { before: number; after: number } = JSON.parse(stdout)
    expect(after).toBeLessThan(before)
  })

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

describe('usage', () => {
  it('help shows examples and ends with 0, wrong usage ends with 2', async () => {
    const help = await isthmus('train', '--help')
    expect(help.code).toBe(0)
    expect(help.stdout).toContain('Examples:')
    expect((await isthmus('--version')).stdout.trim()).toMatch(/^\d+\.\d+\.\d+/)
    for (const words of [
      ['frobnicate'],
      ['train'],
      ['train', at('plane.ts'), '--epochs', 'x'],
      ['train', at('plane.ts'), '--epoch', '3'],
      [],
    ])
      expect((await isthmus(...words)).code, words.join(' ')).toBe(2)
  })

  it('puts what is wrong first, then the usage of that command alone, as JSON too', async () => {
    const { stderr } = await isthmus('train')
    expect(stderr).toMatch(
      /^isthmus train: Expected a SPEC.*\nusage: isthmus train .*\nisthmus train --help explains the options\n$/,
    )
    expect(JSON.parse((await isthmus('train', '--json')).stdout)).toMatchObject({ faults: [{ fault: 'wrong usage' }] })
  })

  it('prints no colours where they are not wanted', async () => {
    const { stderr } = await isthmus('train', 'nowhere.ts')
    expect(stderr).toBe(
      'nowhere.ts: expected a spec, found no such file (check the path; it is relative to the working directory)\n',
    )
  })

  it('a spec that throws or exports something else is a fault, not a stack trace', async () => {
    writeFileSync(at('throws.ts'), 'throw new Error("mine")\n')
    expect((await isthmus('train', at('throws.ts'))).stderr).toContain(
      'throws.ts: expected a module that runs and exports a spec, found an error: mine',
    )
    writeFileSync(at('other.ts'), 'export default 3\n')
    expect((await isthmus('train', at('other.ts'))).stderr).toContain('expected a spec, found 3')
    writeFileSync(at('broken.ts'), 'export default {{\n')
    expect((await isthmus('describe', at('broken.ts'))).code).toBe(1)
    writeFileSync(at('named.ts'), 'export const spec = {}\n')
    expect((await isthmus('describe', at('named.ts'))).stderr).toContain('found no default export')
  })
})
