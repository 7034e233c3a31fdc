import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Codec } from '../../codec/index.ts'
import { decode } from '../../codec/index.ts'
import type { Opened } from '../sources/index.ts'
import {
  arrowSettings,
  csvSettings,
  jsonSettings,
  mnistSettings,
  ndjsonSettings,
  parquetSettings,
} from '../sources/index.ts'
import type { FallibleTask } from '../task.ts'
import { readArrow } from './arrow/arrow.ts'
import { openCsv } from './csv/openCsv.ts'
import { readJson } from './json/json.ts'
import { readNdjson } from './json/ndjson.ts'
import { openMnist } from './mnist.ts'
import { readParquet } from './parquet/parquet.ts'

/** Opens a source with its settings, which its codec decodes. */
export type Reader = (settings: unknown) => FallibleTask<Opened>

const reader =
  <S>(codec: Codec<S>, open: (settings: S) => FallibleTask<Opened>): Reader =>
  (settings) =>
    pipe(TaskEither.fromEither(decode(codec, settings, 'data')), TaskEither.flatMap(open))

/** The readers of the library's own sources by name. */
export const readers: Readonly<Record<string, Reader>> = {
  arrow: reader(arrowSettings, readArrow),
  csv: reader(csvSettings, openCsv),
  json: reader(jsonSettings, readJson),
  mnist: reader(mnistSettings, openMnist),
  ndjson: reader(ndjsonSettings, readNdjson),
  parquet: reader(parquetSettings, readParquet),
}
