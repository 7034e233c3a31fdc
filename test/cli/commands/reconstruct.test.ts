import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isthmus } from '../../command.ts'
import { trainedPlane } from '../plane.ts'

const { at } = trainedPlane()

describe('reconstruct', () => {
  it('reconstruct gives rows in the units of the file', async () => {
    await isthmus('reconstruct', at('run'), '--out', at('back.csv'), '--rows', '3')
    const [header, first = ''] = readFileSync(at('back.csv'), 'utf8').split('\n')
    expect(header).toBe('p,q,sum,difference,odd')
    const [p = Number.NaN, q = Number.NaN, sum = Number.NaN] = first.split(',').map(Number)
    expect(Math.abs(p + q - sum)).toBeLessThan(0.2)
  })
})
