import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isthmus } from '../command.ts'
import { trainedPlane } from './plane.ts'

const { at } = trainedPlane()

describe('train --data for an autoencoder alone', () => {
  it('takes an autoencoder alone with --data, and says what is missing without', async () => {
    const model = readFileSync(join(at('run'), 'spec.json'), 'utf8')
    const { model: alone }: { model: object } = JSON.parse(model)
    writeFileSync(at('alone.json'), JSON.stringify({ isthmus: 1, kind: 'autoencoder', ...alone }))
    const without = await isthmus('train', at('alone.json'), '--out', at('alone'))
    expect(without).toMatchObject({ code: 1 })
    expect(without.stderr).toContain('add --data FILE')
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
})
