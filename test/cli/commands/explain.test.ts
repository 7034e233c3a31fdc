import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isthmus } from '../../command.ts'
import { trainedPlane } from '../plane.ts'

const { at } = trainedPlane()

describe('explain', () => {
  it('prints what each entry reads and writes, in columns and units of the data, and writes the cards', async () => {
    const { stdout, code } = await isthmus(
      'explain',
      at('run'),
      '--label',
      'odd',
      '--top',
      '2',
      '--columns',
      '4',
      '--out',
      at('cards.ndjson'),
    )
    expect(code).toBe(0)
    expect(stdout).toContain('a code of 2 entries, over 122 rows')
    expect(stdout).toMatch(/reads +(p|q|sum|difference) [+-]0\.\d+ per [01]\.\d+/)
    expect(stdout).toMatch(/contributes .*all add up to within 0\.\d+ %/)
    expect(stdout).toMatch(/writes +(p|q|sum|difference) [+-]/)
    expect(stdout).toMatch(/most +row \d+ \([01]\)/)
    const cards = readFileSync(at('cards.ndjson'), 'utf8')
      .trim()
      .split('\n')
      .map((line): Record<string, unknown> => JSON.parse(line))
    expect(cards.map(({ entry, state }) => [entry, state])).toEqual([
      [0, 'varies'],
      [1, 'varies'],
    ])
    expect(cards[0]).toMatchObject({ 'reads.1.unit': expect.any(Number), 'most.2': expect.stringMatching(/^row \d+$/) })
  })

  it('says exactly what an entry writes: the weights of a linear decoder, in units of the data', async () => {
    const { stdout } = await isthmus('explain', at('run'), '--entries', '1', '--columns', '4', '--json')
    const {
      cards,
    }: {
      cards: ReadonlyArray<{
        entry: number
        writes: ReadonlyArray<{ column: string; derivative: number; unit: number }>
      }>
    } = JSON.parse(stdout)
    expect(cards.map(({ entry }) => entry)).toEqual([1])
    const by = Object.fromEntries(
      (cards[0]?.writes ?? []).map(({ column, derivative, unit }) => [column, derivative * unit]),
    )
    // The decoder reconstructs the plane: what it adds to the third column is what it adds to the first two.
    expect(by['sum']).toBeCloseTo((by['p'] ?? 0) + (by['q'] ?? 0), 1)
    expect(by['difference']).toBeCloseTo((by['p'] ?? 0) - (by['q'] ?? 0), 1)
  })

  it('compares the code with that of other runs', async () => {
    const { stdout, code } = await isthmus('explain', at('run'), '--against', at('run'), '--top', '1')
    expect(code).toBe(0)
    expect(stdout).toContain('comes back   |r| 1.000')
    expect(stdout).toMatch(
      /against .*run: entries matched with \|r\| 1\.000 in the mean, linear CKA 1\.000, debiased 1\.000/,
    )
  })

  it('refuses entries that are not there, words, pictures of a table, and files that are there', async () => {
    const fails = async (...words: ReadonlyArray<string>): Promise<string> => {
      const { code, stderr } = await isthmus('explain', at('run'), ...words)
      expect(code).toBeGreaterThan(0)
      return stderr
    }
    expect(await fails('--entries', '0,2')).toContain('expected entries of the code, 0 … 1, found 2')
    expect(await fails('--entries', 'first')).toContain('numbers of entries, such as 0,3,7')
    expect(await fails('--out', at('cards.npy'))).toContain('a path that ends in .csv')
    expect(await fails('--out', at('rows.csv'))).toContain('replace the file with --force')
    await isthmus('explain', at('run'), '--out', at('plane.png'))
    expect(existsSync(at('plane.png'))).toBe(true)
  })
})
