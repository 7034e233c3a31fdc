import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isthmus } from '../../command.ts'
import { plane } from '../plane.ts'

const { at, spec } = plane()
writeFileSync(
  at('space.ts'),
  spec(9)
    .replace('export default experiment(', 'export default Search.space(experiment(')
    .replace(/\}\)\n$/, '}))\n')
    .replace('adam(0.03)', 'adam(Search.logUniform(1e-3, 0.1))')
    .replace('import {', 'import { Search,')
    .replace('validation: 0.1', 'validation: 0.2'),
)

const base = ['search', at('space.ts'), '--engine', 'reference']
const words = [...base, '--trials', '4']

describe('search', () => {
  it('prints the best trials, the winner on test rows, and how to train its spec', async () => {
    const { code, stdout, stderr } = await isthmus(...words, '--out', at('found'))
    expect(code).toBe(0)
    expect(stderr).toMatch(/trial \d: 0\.\d+ \(best so far\), optimiser\[0\]\.rate 0\.\d+/)
    expect(stdout).toMatch(/^4 trials: \d trained to the end, \d stopped early/)
    expect(stdout).toContain('importance           too few trials to say')
    expect(stdout).toContain('the winner on test rows, by which no trial was chosen:\ntest rows            12')
    expect(stdout).toContain(`train it with: isthmus train ${at('found')}/best.json`)
  })

  it('goes on with --resume, and speaks JSON', async () => {
    const { code, stdout, stderr } = await isthmus(...base, '--out', at('found'), '--trials', '5', '--resume', '--json')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'search',
      objectives: ['validation'],
      evaluation: { part: 'test' },
    })
    expect(readFileSync(at('found/trials.ndjson'), 'utf8')).toContain('"trial":4')
  })

  it('shows the Pareto front of several objectives', async () => {
    const { stdout } = await isthmus(
      ...words,
      '--out',
      at('front'),
      '--pruner',
      'none',
      '--objective',
      'mse,parameters',
    )
    expect(stdout).toContain('the Pareto front, 1 trial:')
  })

  it('refuses what it does not know', async () => {
    const unknown = await isthmus(...words, '--sampler', 'tep')
    expect(unknown.code).toBe(2)
    const missing = await isthmus(...words, '--out', at('other'), '--data', at('missing.csv'))
    expect(missing.code).toBe(1)
    expect(missing.stderr).toContain('missing.csv: expected')
  })
})
