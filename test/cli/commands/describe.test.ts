import { writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isthmus } from '../../command.ts'
import { trainedPlane } from '../plane.ts'

const { at } = trainedPlane()

describe('describe', () => {
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
})
