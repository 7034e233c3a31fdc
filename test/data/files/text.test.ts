import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openText } from '../../../src/data/files/text.ts'
import { newPath, tableOf, written } from './tables.ts'

const folder = newPath('')
for (const name of ['cheese', 'wine']) mkdirSync(join(folder, name), { recursive: true })
writeFileSync(join(folder, 'cheese/a.txt'), 'Brie\r\n\r\n Gouda \n')
writeFileSync(join(folder, 'wine/b.txt'), 'Rosé')
writeFileSync(join(folder, 'wine/c.bin'), 'no text file')

describe('text', () => {
  it('reads lines that are not blank', async () =>
    expect(await tableOf(openText({ path: folder }))).toEqual({ text: ['Brie', ' Gouda ', 'Rosé'] }))

  it('reads files, with folder and path on request', async () => {
    expect(await tableOf(openText({ path: folder, by: 'file', label: 'folder', id: 'file' }))).toEqual({
      text: ['Brie\r\n\r\n Gouda \n', 'Rosé'],
      folder: ['cheese', 'wine'],
      file: [join(folder, 'cheese/a.txt'), join(folder, 'wine/b.txt')],
    })
    const { file } = Object(await tableOf(openText({ path: join(folder, '*/a.txt'), id: 'file' })))
    expect(file).toEqual([`${join(folder, 'cheese/a.txt')}:1`, `${join(folder, 'cheese/a.txt')}:3`])
  })

  it('refuses what holds no text', async () => {
    expect(await tableOf(openText({ path: written('\n \n', '.txt') }))).toContain('found blank lines alone')
    expect(await tableOf(openText({ path: written(Uint8Array.of(0x61, 0xff), '.txt') }))).toContain(':1: expected text')
    expect(await tableOf(openText({ path: join(folder, 'wine/c.bin') }))).toContain('files of other kinds')
  })
})
