import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from './command.ts'

const folder = join(root, 'test/types')
const files = readdirSync(folder).filter((name) => name.endsWith('.ts'))

/** What the compiler says about all files of the folder, by file and line: the first lines of each message. */
const compile = (): Promise<ReadonlyMap<string, string>> =>
  new Promise((resolve) => {
    const words = ['node_modules/typescript-7/bin/tsc', '-p', 'test/types/tsconfig.json', '--pretty', 'false']
    execFile(process.execPath, words, { cwd: root }, (_error, stdout) => {
      const messages = new Map<string, string>()
      let key = ''
      for (const line of stdout.split('\n')) {
        const place = /^test\/types\/(.+?)\((\d+),\d+\): error/.exec(line)
        key = place === null ? key : `${place[1]}:${place[2]}`
        messages.set(key, `${messages.get(key) ?? ''}${line}\n`)
      }
      resolve(messages)
    })
  })

/** Where each file says that an error must be, and what it must say. */
const expectations = (name: string): ReadonlyArray<readonly [place: string, says: string, within: number]> =>
  readFileSync(join(folder, name), 'utf8')
    .split('\n')
    .flatMap((line, i): ReadonlyArray<readonly [string, string, number]> => {
      const [, within = '6', says] = /^\s*\/\/ error(?: within (\d+))?: (.*)$/.exec(line) ?? []
      return says === undefined ? [] : [[`${name}:${i + 2}`, says, Number(within)]]
    })

describe('the compiler knows shapes and names', async () => {
  const messages = await compile()

  for (const name of files)
    it(name, () => {
      const expected = expectations(name)
      const found = [...messages.keys()].filter((place) => place.startsWith(`${name}:`))
      expect(found.toSorted()).toEqual(expected.map(([place]) => place).toSorted())
      for (const [place, says, within] of expected) {
        const message = messages.get(place) ?? ''
        expect(message).toContain(says)
        expect(
          message.split('\n').findIndex((line) => line.includes(says)),
          `within the first ${within} lines`,
        ).toBeLessThan(within)
      }
    })
})
