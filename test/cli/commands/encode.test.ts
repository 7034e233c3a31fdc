import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isthmus } from '../../command.ts'
import { trainedPlane } from '../plane.ts'

const { at } = trainedPlane()

describe('encode', () => {
  it('encode writes codes as CSV and npy', async () => {
    expect((await isthmus('encode', at('run'), '--out', at('codes.csv'))).stdout).toContain(
      'codes of 122 rows, 2 numbers each, written',
    )
    expect(readFileSync(at('codes.csv'), 'utf8').split('\n')[0]).toBe('code.0,code.1,odd')
    await isthmus('encode', at('run'), '--out', at('codes.npy'), '--rows', '7')
    expect(readFileSync(at('codes.npy')).subarray(0, 90).toString('latin1')).toContain("'shape': (7, 2)")
  })
})
