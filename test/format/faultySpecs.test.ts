import { mkdtempSync, readdirSync, readFileSync, rmdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isthmus, root } from '../command.ts'

const folder = join(root, 'specs/faulty')
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.slice(0, -'.json'.length))

describe('every faulty spec gets its exact report', () => {
  it('there are at least twenty', () => expect(names.length).toBeGreaterThanOrEqual(20))

  for (const name of names)
    it.concurrent(name, async () => {
      const place = mkdtempSync(join(tmpdir(), 'isthmus-faulty-'))
      const out = join(place, 'run')
      const { code, stdout, stderr } = await isthmus('train', `specs/faulty/${name}.json`, '--out', out)
      expect(stderr).toBe(readFileSync(join(folder, `${name}.txt`), 'utf8'))
      expect(stdout).toBe('')
      expect(code).toBe(1)
      expect(readdirSync(place)).toEqual([])
      rmdirSync(place)
    })
})
