import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '../command.ts'
import { acrossModules } from './acrossModules.ts'

const roomsOfSource = new Set(readdirSync(join(root, 'src'), { encoding: 'utf8' }))

/** The test files in rooms of src: their paths below test, without an ending. */
const tests: ReadonlyArray<string> = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts') && roomsOfSource.has(name.split('/')[0] ?? ''))
  .map((name) => name.slice(0, -'.test.ts'.length))

/** Whether src has a module or a folder at this path. */
const isInSource = (name: string): boolean =>
  existsSync(join(root, 'src', `${name}.ts`)) || existsSync(join(root, 'src', name))

describe('tests lie at the path of what they test', () => {
  it('every test in a room of src has a module or folder of its path, or is listed with what it checks', () => {
    expect(tests.length).toBeGreaterThan(50)
    expect(tests.filter((name) => !isInSource(name) && !Object.hasOwn(acrossModules, name))).toEqual([])
  })

  it('the list names tests that exist and that no module has the path of', () => {
    expect(Object.keys(acrossModules).filter((name) => !tests.includes(name) || isInSource(name))).toEqual([])
  })
})
