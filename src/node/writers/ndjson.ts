import type { RowsOut } from './rows.ts'
import { writeText } from './text.ts'
import type { Writer } from './writer.ts'
import { groups } from './writer.ts'

function* linesOf({ length, columns }: RowsOut): Generator<string> {
  for (const { start, stop } of groups(length)) {
    let lines = ''
    // Numbers that are not finite become null, as JSON has no other word for them.
    for (let row = start; row < stop; row++)
      lines += `${JSON.stringify(Object.fromEntries(columns.map(({ name, at }) => [name, at(row) ?? null])))}\n`
    yield lines
  }
}

/** Newline-delimited JSON: an object on each line; missing cells are null. */
export const ndjsonWriter: Writer = {
  endings: ['.ndjson', '.jsonl'],
  takes: 'table',
  write: (path, rows) => writeText(path, linesOf(rows)),
}
