import { describe, expect, it } from 'vitest'
import { recognise } from '../../../../src/data/files/csv/dialect.ts'
import { missingTest } from '../../../../src/data/index.ts'

const recognised = (text: string, said = {}, usual = ',') => recognise(text.split('\n'), said, usual, missingTest())

describe('how a table is written', () => {
  it('is recognised by its first lines', () => {
    const header = { hasHeader: true, decimal: '.' }
    expect(recognised('a,b\n1,2\n3,4')).toEqual({ ...header, delimiter: ',' })
    expect(recognised('a;b\n1;2\n3;4')).toEqual({ ...header, delimiter: ';' })
    expect(recognised('a\tb\n1\t2')).toEqual({ ...header, delimiter: '\t' })
    expect(recognised('a|b|c\nx|y z|1')).toEqual({ ...header, delimiter: '|' })
    expect(recognised('a b\n1 2\n3 4')).toEqual({ ...header, delimiter: ' ' })
    expect(recognised('name;city\nMüller, Hans;Bonn\nMaier, Eva;Köln')).toEqual({ ...header, delimiter: ';' })
    expect(recognised('first name,city\nMüller Hans,Bonn\nMaier Eva,Köln')).toEqual({ ...header, delimiter: ',' })
    expect(recognised('text\n"a, b"\n"c, d, e"')).toEqual({ ...header, delimiter: ',' })
  })

  it('has a decimal comma where more cells have one than a point', () => {
    expect(recognised('a;b\n1,5;2\n3,25;1.234,5')).toMatchObject({ delimiter: ';', decimal: ',' })
    expect(recognised('a;b\n1.5;2\n3.25;4')).toMatchObject({ decimal: '.' })
    expect(recognised('a;b\n1,5;2', { decimal: '.' })).toMatchObject({ decimal: '.' })
  })

  it('has no header where all cells of the first line are numbers, unless they count', () => {
    expect(recognised('0.5,1,7\n1,2,3')).toMatchObject({ hasHeader: false })
    expect(recognised('0.5,NA\n1,2')).toMatchObject({ hasHeader: false })
    expect(recognised('0,1,2\n5,6,7')).toMatchObject({ hasHeader: true })
    expect(recognised('2019,2020,2021\n5,6,7')).toMatchObject({ hasHeader: true })
    expect(recognised('a,1\n5,6')).toMatchObject({ hasHeader: true })
    expect(recognised('0.5,1\n1,2', { header: true })).toMatchObject({ hasHeader: true })
  })
})
