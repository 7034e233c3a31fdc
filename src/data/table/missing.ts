/** What a cell of text says where its value is missing, in lower case: the words of pandas and R, and those of people. */
export const missingWords: ReadonlyArray<string> = [
  '',
  'na',
  'n/a',
  '#n/a',
  'nan',
  'null',
  'none',
  'nil',
  '?',
  '-',
  '.',
]

/** Whether a cell says that its value is missing. */
export type IsMissing = (cell: string) => boolean

/** The test for these words, in upper or lower case and with spaces around them; those of the library by default. */
export const missingTest = (words: ReadonlyArray<string> = missingWords): IsMissing => {
  const known = new Set(['', ...words.map((word) => word.trim().toLowerCase())])
  return (cell) => cell.length <= 40 && known.has(cell.trim().toLowerCase())
}
