import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isthmus } from '../../command.ts'
import { trainedPlane } from '../plane.ts'

const { at } = trainedPlane()

describe('diagnose', () => {
  it('says of a healthy run that nothing is found, also with --strict', async () => {
    const { code, stdout } = await isthmus('diagnose', at('run'), '--strict', '--verbose')
    expect(stdout).toMatch(/^nothing found in \d+ diagnoses on 98 training rows, 12 rows of test; \d+ do not apply$/m)
    expect(stdout).toContain('posteriorCollapse: the code is not Gaussian')
    expect(code).toBe(0)
  })

  it('finds with a diagnosis of the user, and ends with 1 by --strict', async () => {
    writeFileSync(
      at('mine.ts'),
      `import { Codecs, Tasks } from 'isthmus'
      export const diagnoses = [
        Tasks.defineDiagnosis({
          name: 'never',
          summary: 'Always found.',
          codec: Codecs.struct({}),
          check: async () => [{ severity: 'warning', where: 'code', expected: 'nothing', found: 'something', remedy: 'none' }],
        }),
      ]`,
    )
    const words = ['diagnose', at('run'), '--diagnoses', at('mine.ts')]
    const { code, stdout } = await isthmus(...words)
    expect(stdout).toContain(
      'warning  never\n  code: expected nothing, found something\n  remedy: none\n0 faults, 1 warning',
    )
    expect(code).toBe(0)
    const strict = await isthmus(...words, '--strict', '--json')
    expect(strict.code).toBe(1)
    expect(JSON.parse(strict.stdout)).toMatchObject({
      findings: [{ fault: 'never', severity: 'warning' }],
      part: 'test',
    })
    writeFileSync(at('wrong.ts'), 'export const diagnoses = [3]')
    expect((await isthmus('diagnose', at('run'), '--diagnoses', at('wrong.ts'))).stderr).toContain(
      'diagnoses[0]: expected a diagnosis',
    )
  })

  it('diagnoses data, and writes an experiment that trains', async () => {
    const { code, stdout } = await isthmus('diagnose', at('rows.csv'), '--label', 'odd', '--out', at('proposed.ts'))
    expect(code).toBe(0)
    expect(stdout).toMatch(/^principal components {3}2, 2, 4 for 90, 95, 99 % of the variance$/m)
    expect(stdout).toMatch(/^dimension, TwoNN {7}[\d.]+ \(95 %: /m)
    expect(stdout).toContain('an autoencoder suits these rows:')
    expect(readFileSync(at('proposed.ts'), 'utf8')).toContain('// A code of 2: ')
    expect((await isthmus('train', at('proposed.ts'), '--epochs', '1', '--out', at('trained'))).code).toBe(0)
    const again = await isthmus('diagnose', at('rows.csv'), '--out', at('proposed.ts'))
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('--force') })
  })

  it('refuses what is neither a run nor data', async () => {
    const { code, stderr } = await isthmus('diagnose', at('nowhere'))
    expect(code).toBe(1)
    expect(stderr).toContain('nowhere')
    writeFileSync(at('few.csv'), `a,b\n${Array.from({ length: 9 }, (_, i) => `${i},${i * i}`).join('\n')}\n`)
    expect((await isthmus('diagnose', at('few.csv'))).stderr).toContain('at least 50 rows that differ')
  })
})
