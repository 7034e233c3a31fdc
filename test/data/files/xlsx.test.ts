import { strToU8, unzipSync, zipSync } from 'fflate'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { openXlsx } from '../../../src/data/files/xlsx.ts'
import { fixture, python, survives, tableOf, written } from './tables.ts'

const path = fixture('people.xlsx')

const changed = (change: (xml: string) => string): string => {
  const entries = unzipSync(readFileSync(path))
  const name = 'xl/worksheets/sheet1.xml'
  const xml = new TextDecoder().decode(entries[name])
  return written(zipSync({ ...entries, [name]: strToU8(change(xml)) }), '.xlsx')
}

describe('Excel', () => {
  it('reads the cells that openpyxl wrote', async () =>
    expect(await tableOf(openXlsx({ path }))).toEqual({
      ...Object(python['people.xlsx']),
      // Excel knows no difference between a day and its midnight.
      seen: ['2024-12-31T12:30:00Z', null, '2024-01-01'],
    }))

  it('chooses the sheet by name or number, and the row of the header', async () => {
    const expected = { x: [1, 3], y: [2, 4.5] }
    expect(await tableOf(openXlsx({ path, sheet: 'Numbers', headerRow: 3 }))).toEqual(expected)
    expect(await tableOf(openXlsx({ path, sheetNumber: 2, headerRow: 3 }))).toEqual(expected)
  })

  it.each([
    [{ sheet: 'people' }, 'found "people" (did you mean "People"?)'],
    [{ sheetNumber: 7 }, 'found 7 of 3 (the sheets are "People", "Numbers", "Faulty")'],
    [{ sheet: 'Numbers' }, 'sheet "Numbers", row 3: expected 1 cell, as in the header, found a cell in column B'],
    [{ sheet: 'Numbers', headerRow: 9 }, 'expected a row with the names of the columns, and rows below it'],
    [{ sheet: 'Faulty' }, 'sheet "Faulty", cell B3: expected a value, found an error'],
  ])('%o: %s', async (settings, says) => expect(await tableOf(openXlsx({ path, ...settings }))).toContain(says))

  it('refuses a cell far away, which would make a table of a thousand million cells', async () => {
    const far = changed((xml) => xml.replace('</row>', '<c r="XFD1048576"><v>1</v></c></row>'))
    expect(await tableOf(openXlsx({ path: far }))).toContain('cells spread over 1048576 rows and 16384 columns')
  })

  it('refuses an archive that unpacks to more than its size makes plausible', async () => {
    const large = changed((xml) => xml + ' '.repeat(2 ** 26))
    expect(await tableOf(openXlsx({ path: large }))).toContain(
      'expected an Excel workbook (.xlsx) that unpacks to at most',
    )
  })

  it('refuses what is no workbook', async () => {
    expect(await tableOf(openXlsx({ path: fixture('records.json') }))).toContain('expected a zip archive')
    const other = written(zipSync({ a: strToU8('b') }), '.xlsx')
    expect(await tableOf(openXlsx({ path: other }))).toContain('an archive without xl/_rels/workbook.xml.rels')
  })

  it('survives mutations', () => survives('people.xlsx', '.xlsx', (path) => openXlsx({ path })))
})
