import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isthmus } from '../command.ts'
import { plane } from '../cli/plane.ts'

const { at, spec } = plane()

describe('overrides', () => {
  const words = ['--epochs', '1', '--force', '--out'] as const

  it('--rate overrides the rate of the first update that has one, not a schedule', async () => {
    const slow = await isthmus('train', at('plane.ts'), '--rate', '1e-9', ...words, at('slow'))
    expect(slow.code).toBe(0)
    expect(readFileSync(join(at('slow'), 'spec.json'), 'utf8')).toContain('"rate": 1e-9')
    writeFileSync(
      at('scheduled.ts'),
      spec(1)
        .replaceAll('adam', 'sgd')
        .replace('sgd(0.03)', 'sgd(cosine({ from: 0.1 }))')
        .replace('import {', 'import { cosine,'),
    )
    const scheduled = await isthmus('train', at('scheduled.ts'), '--rate', '0.1', ...words, at('scheduled'))
    expect(scheduled).toMatchObject({ code: 2, stdout: '' })
    expect(scheduled.stderr).toContain('change the optimiser in the spec')
  })

  it('--data changes the path and keeps the other settings of the spec', async () => {
    const { code, stderr } = await isthmus('train', at('plane.ts'), '--data', at('rows.csv'), ...words, at('same-data'))
    expect({ code, stderr }).toMatchObject({ code: 0 })
    expect(readFileSync(join(at('same-data'), 'spec.json'), 'utf8')).toContain('"label": "odd"')
  })

  it('paths of a spec start at its folder', async () => {
    writeFileSync(at('beside.ts'), spec(1).replace(JSON.stringify(at('rows.csv')), "'rows.csv'"))
    expect(await isthmus('train', at('beside.ts'), ...words, at('beside'))).toMatchObject({ code: 0 })
    expect(await isthmus('evaluate', at('beside'))).toMatchObject({ code: 0 })
  })
})
