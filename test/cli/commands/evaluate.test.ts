import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isthmus } from '../../command.ts'
import { trainedPlane } from '../plane.ts'

const { place, at } = trainedPlane()

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

  it('prints metrics by name with their intervals, and says why one is undefined', async () => {
    const args = ['--metrics', 'r2,effectiveRank,mig,disentanglement', '--factors', 'p,q']
    const { code, stdout } = await isthmus('evaluate', at('run'), ...args)
    expect(code).toBe(0)
    expect(stdout).toMatch(/verdict +\w+/)
    expect(stdout).toMatch(/by column, in its units +MAE +RMSE +R² +PCA RMSE\n {2}\w+/)
    expect(stdout).toMatch(/reconstruction\n {2}R² +\d/)
    expect(stdout).toMatch(/code\n {2}effective rank +[\d.]+ \(of 2\)/)
    expect(stdout).toMatch(/MIG +[\d.]+ \(p [\d.]+, q [\d.]+\)/)
  })

  it('leaves PCA out where it is asked to, and names a metric that there is not', async () => {
    const { stdout } = await isthmus('evaluate', at('run'), '--no-pca', '--metrics', 'mse', '--json')
    expect(JSON.parse(stdout)).not.toHaveProperty('pca')
    const { code, stderr } = await isthmus('evaluate', at('run'), '--metrics', 'trust')
    expect(code).toBe(1)
    expect(stderr).toContain('metrics[0].metric: expected a metric, found "trust"')
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

  it.each(['model.safetensors', 'history.csv', 'spec.json'])('sees a bit that was flipped in %s', async (name) => {
    const run = at(`flipped-${name}`)
    cpSync(at('run'), run, { recursive: true })
    const bytes = readFileSync(join(run, name))
    // The last bit but for that of a line’s end: a number, a digit, a bracket.
    bytes[bytes.length - 3] = (bytes[bytes.length - 3] ?? 0) ^ 1
    writeFileSync(join(run, name), bytes)
    const { code, stderr } = await isthmus('evaluate', run)
    expect(code).toBe(1)
    expect(stderr).toContain(name)
  })

  it('refuses a folder that is no run', async () => {
    expect(await isthmus('evaluate', at('nowhere'))).toMatchObject({ code: 1, stdout: '' })
    expect((await isthmus('evaluate', place)).stderr).toContain('expected a run directory with run.json')
  })
})
