import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Codec } from '../../codec/index.ts'
import { decode } from '../../codec/index.ts'
import type { Opened } from '../sources/index.ts'
import {
  arrowSettings,
  csvSettings,
  imagesSettings,
  jsonSettings,
  mnistSettings,
  ndjsonSettings,
  parquetSettings,
} from '../sources/index.ts'
import type { FallibleTask } from '../task.ts'
import { openArrow } from './arrow/arrow.ts'
import { openCsv } from './csv.ts'
import { openImages } from './images/images.ts'
import { openJson } from './json/json.ts'
import { openNdjson } from './json/ndjson.ts'
import { openMnist } from './mnist.ts'
import { openParquet } from './parquet/parquet.ts'

/** Opens a source with its settings, which its codec decodes. */
export type Reader = (settings: unknown) => FallibleTask<Opened>

const reader =
  <S>(codec: Codec<S>, open: (settings: S) => FallibleTask<Opened>): Reader =>
  (settings) =>
    pipe(TaskEither.fromEither(decode(codec, settings, 'data')), TaskEither.flatMap(open))

/** The readers of the library's own sources by name. */
export const readers: Readonly<Record<string, Reader>> = {
  arrow: reader(arrowSettings, openArrow),
  csv: reader(csvSettings, openCsv),
  images: reader(imagesSettings, openImages),
  json: reader(jsonSettings, openJson),
  mnist: reader(mnistSettings, openMnist),
  ndjson: reader(ndjsonSettings, openNdjson),
  parquet: reader(parquetSettings, openParquet),
}
