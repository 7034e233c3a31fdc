import { describe, expect, it } from 'vitest'
import { isthmus } from '../../command.ts'
import { plane } from '../plane.ts'

const { at } = plane()

describe('check', () => {
  it('check tests the gradient of a spec', async () => {
    const { code, stdout } = await isthmus('check', at('plane.ts'), '--cases', '5')
    expect(code).toBe(0)
    expect(stdout).toContain('the gradient of this model: 4 laws hold on 5 cases')
  })
})
