import * as Either from 'fp-ts/lib/Either.js'
import type { Fallible } from '../codec/index.ts'

/** Where JSON.parse gave up, in the line and column of the text; engines word the rest differently. */
const placeIn = (text: string, error: unknown): string => {
  const position = error instanceof Error ? /position (\d+)/.exec(error.message)?.[1] : undefined
  if (position === undefined) return ''
  const lines = text.slice(0, Number(position)).split('\n')
  return ` from line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1} on`
}

/** Whether bytes begin with the mark of UTF-16, which some editors save. */
const isUtf16 = ([first, second]: Uint8Array): boolean =>
  (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)

/** The value of a file of JSON in UTF-8, with or without a byte order mark; `expected` is what the file should be. */
export const parseJson = (
  where: string,
  bytes: Uint8Array,
  { expected, remedy }: { readonly expected: string; readonly remedy: string },
): Fallible<unknown> => {
  const fault = { fault: 'broken file', where, expected }
  if (isUtf16(bytes)) return Either.left([{ ...fault, found: 'text in UTF-16', remedy: 'save it as UTF-8' }])
  const text = new TextDecoder().decode(bytes)
  if (text.trim() === '') return Either.left([{ ...fault, found: 'an empty file', remedy }])
  return Either.tryCatch(
    (): unknown => JSON.parse(text),
    (error) => [{ ...fault, found: `text that is not JSON${placeIn(text, error)}`, remedy }],
  )
}
