import { describe, expect, it } from 'vitest'
import { isthmus } from '../../command.ts'
import { trainedPlane } from '../plane.ts'

const { at } = trainedPlane()

describe('denoise', () => {
  it('denoise with added noise comes nearer to the clean rows', async () => {
    const { stdout } = await isthmus('denoise', at('run'), '--noise', '0.5', '--out', at('clean.csv'), '--json')
    const { before, after }: { before: number; after: number } = JSON.parse(stdout)
    expect(after).toBeLessThan(before)
  })
})
