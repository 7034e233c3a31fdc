import type { NdjsonSettings, Opened } from '../../sources/index.ts'
import type { FallibleTask } from '../../task.ts'
import type { Chunk } from '../../chunk.ts'
import { linesOf } from '../lines.ts'
import { openStream } from '../openStream.ts'
import { parseJson } from './parse.ts'
import type { JsonRow } from './rows.ts'
import { JsonRows, noRows } from './rows.ts'

/** A chunk ends after so many rows or characters, whichever comes first. */
const [chunkRows, chunkCharacters] = [8192, 2 ** 22]

async function* chunksOf(settings: NdjsonSettings): AsyncGenerator<Chunk> {
  const { path } = settings
  const table = new JsonRows(settings)
  let [rows, characters, empty]: [Array<JsonRow>, number, boolean] = [[], 0, true]
  for await (const { text, line } of linesOf(path)) {
    if (text.trim() === '') continue
    rows.push({ value: parseJson(text, path, line), where: `${path}:${line}` })
    characters += text.length
    if (rows.length < chunkRows && characters < chunkCharacters) continue
    yield table.chunk(rows)
    ;[rows, characters, empty] = [[], 0, false]
  }
  if (rows.length > 0) yield table.chunk(rows)
  else if (empty) throw noRows(path, 'a row of JSON on each line')
}

/** Newline-delimited JSON, read as a stream. */
export const readNdjson = (settings: NdjsonSettings): FallibleTask<Opened> =>
  openStream(settings.path, 'newline-delimited JSON', () => chunksOf(settings))
