import { writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isthmus } from '../command.ts'
import { plane } from './plane.ts'

const { place, at } = plane()

describe('usage', () => {
  it('help shows examples and ends with 0, wrong usage ends with 2', async () => {
    const help = await isthmus('train', '--help')
    expect(help.code).toBe(0)
    expect(help.stdout).toContain('Examples:')
    expect((await isthmus('--version')).stdout.trim()).toMatch(/^\d+\.\d+\.\d+/)
    for (const words of [
      ['frobnicate'],
      ['train'],
      ['train', at('plane.ts'), '--epochs', 'x'],
      ['train', at('plane.ts'), '--epoch', '3'],
      [],
    ])
      expect((await isthmus(...words)).code, words.join(' ')).toBe(2)
  })

  it('puts what is wrong first, then the usage of that command alone, as JSON too', async () => {
    const { stderr } = await isthmus('train')
    expect(stderr).toMatch(
      /^isthmus train: Expected a SPEC.*\nusage: isthmus train .*\nisthmus train --help explains the options\n$/,
    )
    expect(JSON.parse((await isthmus('train', '--json')).stdout)).toMatchObject({ faults: [{ fault: 'wrong usage' }] })
  })

  it('prints no colours where they are not wanted', async () => {
    const { stderr } = await isthmus('train', 'nowhere.ts')
    expect(stderr).toBe(
      'nowhere.ts: expected a spec, found no such file (check the path; it is relative to the working directory)\n',
    )
  })

  it('a spec that throws or exports something else is a fault, not a stack trace', async () => {
    writeFileSync(at('throws.ts'), 'throw new Error("mine")\n')
    expect((await isthmus('train', at('throws.ts'))).stderr).toContain(
      'throws.ts: expected a module that runs and exports a spec, found an error: mine',
    )
    writeFileSync(at('other.ts'), 'export default 3\n')
    expect((await isthmus('train', at('other.ts'))).stderr).toContain('expected a spec, found 3')
    writeFileSync(at('broken.ts'), 'export default {{\n')
    expect((await isthmus('describe', at('broken.ts'))).stderr).toMatch(/found an error at line \d+, column \d+: /)
    expect((await isthmus('describe', place)).stderr).toContain(
      'found a directory that is not a run (name one of these',
    )
    writeFileSync(at('named.ts'), 'export const spec = {}\n')
    expect((await isthmus('describe', at('named.ts'))).stderr).toContain('found no default export')
  })
})
