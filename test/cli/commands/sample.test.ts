import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isthmus } from '../../command.ts'
import { trainedPlane } from '../plane.ts'

const { at } = trainedPlane()

const linesOf = (name: string): ReadonlyArray<string> => readFileSync(at(name), 'utf8').trimEnd().split('\n')

describe('sample', () => {
  it('writes rows under the names of the columns, the same for the same seed', async () => {
    const { code, stdout } = await isthmus('sample', at('run'), '--n', '5', '--out', at('a.csv'))
    expect(code).toBe(0)
    expect(stdout).toBe(`5 samples written to ${at('a.csv')}\ncodes drawn from the density gaussianMixture\n`)
    const [header, ...rows] = linesOf('a.csv')
    expect(header).toBe('p,q,sum,difference')
    expect(rows).toHaveLength(5)
    await isthmus('sample', at('run'), '--n', '5', '--out', at('b.csv'))
    expect(linesOf('b.csv')).toEqual(linesOf('a.csv'))
  })

  it('chooses a density, and takes labels of the data', async () => {
    const { code, stdout } = await isthmus(
      'sample',
      at('run'),
      '--density',
      'auto',
      '--condition',
      '0',
      '--n',
      '2',
      '--out',
      at('c.csv'),
      '--json',
    )
    expect(code).toBe(0)
    const { rows, densities } = JSON.parse(stdout)
    expect(rows).toBe(2)
    expect(densities[0].label).toBe('0')
    expect(densities[0].trials).toHaveLength(3)
    expect(linesOf('c.csv')[0]).toBe('p,q,sum,difference,label')
  })

  it('says what is wrong', async () => {
    const wrong = async (...words: ReadonlyArray<string>) => (await isthmus('sample', at('run'), ...words)).stderr
    expect(await wrong('--density', 'prior')).toContain(
      'take a density that is fitted on the codes of the training rows',
    )
    expect(await wrong('--density', '{"components":2}')).toContain('--density: density: expected the name of a density')
    expect(await wrong('--noise')).toContain('noise: expected a loss with a likelihood')
  })
})
