import type { Fault } from '../../../codec/index.ts'
import { counted, IsthmusError } from '../../../codec/index.ts'

/** A place in a file of lines: its path and a line. */
type Place = `${string}:${number}`

const broken = (fault: Omit<Fault, 'fault'>): IsthmusError => new IsthmusError([{ fault: 'broken file', ...fault }])

/** A row of another number of cells; `isFirst` where no row is before it. */
export const raggedRow = (where: Place, cells: number, expected: number, isFirst: boolean): IsthmusError =>
  new IsthmusError([
    {
      fault: 'ragged row',
      where,
      expected: `${counted(expected, 'cell')}, as in the header`,
      found: String(cells),
      remedy: isFirst
        ? 'check the delimiter; if the lines before it are no header, leave them out with skip: 1'
        : 'check the delimiter and the quotes',
    },
  ])

export const misplacedQuote = (where: Place): IsthmusError =>
  broken({
    where,
    expected: 'quotes around a whole cell',
    found: 'a quote inside of one',
    remedy: 'write it twice, inside of quotes: "5"" pipe"; or check the delimiter',
  })

export const openQuote = (where: Place): IsthmusError =>
  broken({
    where,
    expected: 'a quote that is closed',
    found: 'the end of the file',
    remedy: 'close the quote, or check the delimiter',
  })

/** The bytes of a cell are no text. */
export const notUtf8 = (where: Place): IsthmusError =>
  broken({
    where,
    expected: 'text in UTF-8',
    found: 'bytes that are none',
    remedy: 'say encoding: "latin1", or save the file as UTF-8',
  })
