import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { decodeSafetensors } from '../../../src/data/safetensors.ts'
import { isthmus } from '../../command.ts'
import { trainedPlane } from '../plane.ts'

const { place, at } = trainedPlane()

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
})

describe('train --out', () => {
  it('refuses to replace a run, and does with --force', async () => {
    const refused = await isthmus('train', at('plane.ts'), '--out', at('run'), '--epochs', '1')
    expect(refused).toMatchObject({ code: 1, stdout: '' })
    expect(refused.stderr).toContain('an existing folder (choose another --out, or replace the run with --force)')
    const onFile = await isthmus('train', at('plane.ts'), '--out', at('rows.csv'), '--force')
    expect(onFile.stderr).toContain('an existing file (choose another --out)')
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
