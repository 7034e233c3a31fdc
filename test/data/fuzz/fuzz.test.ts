import { describe, expect, it } from 'vitest'
import { isWhole } from '../../cases.ts'
import { fuzz } from './fuzz.ts'
import { seeds } from './seeds.ts'

/** How many mutated files of each kind; `npm run fuzz -- csv 1000000` tries more. */
const count = Number(process.env['ISTHMUS_MUTATIONS'] ?? (isWhole ? 20_000 : 100))

describe('mutated files are read or refused', () => {
  for (const seed of seeds)
    it(`by the reader of ${seed.source} (${seed.ending})`, async () => {
      const { read, refused } = await fuzz(seed, count)
      expect(read + refused).toBe(count)
      expect(refused).toBeGreaterThan(0)
    }, 3_600_000)
})
