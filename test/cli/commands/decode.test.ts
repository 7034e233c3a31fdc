import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { isthmus } from '../../command.ts'
import { trainedPlane } from '../plane.ts'

const { at } = trainedPlane()

it('decode gives for the codes that encode wrote what reconstruct gives', async () => {
  await isthmus('reconstruct', at('run'), '--out', at('rows.csv.csv'))
  for (const name of ['codes.npy', 'codes.csv']) {
    await isthmus('encode', at('run'), '--out', at(name))
    const labelled = name.endsWith('.csv') ? ['--label', 'odd'] : []
    const { code, stdout } = await isthmus(
      'decode',
      at('run'),
      '--codes',
      at(name),
      ...labelled,
      '--out',
      at(`${name}.csv`),
    )
    expect([code, stdout]).toEqual([0, `rows of 122 codes written to ${at(`${name}.csv`)}\n`])
    const [decoded = '', rows = ''] = [`${name}.csv`, 'rows.csv.csv'].map((path) => readFileSync(at(path), 'utf8'))
    expect(decoded.split('\n').map((line) => line.split(',').slice(0, 4))).toEqual(
      rows.split('\n').map((line) => line.split(',').slice(0, 4)),
    )
  }
  expect((await isthmus('decode', at('run'))).stderr).toContain('isthmus encode RUN writes one')
  expect((await isthmus('decode', at('run'), '--codes', at('rows.csv'))).stderr).toContain('expected codes of [2]')
})
