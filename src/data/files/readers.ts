import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Codec } from '../../codec/index.ts'
import { decode } from '../../codec/index.ts'
import type { Opened } from '../sources/index.ts'
import {
  anndataSettings,
  arrowSettings,
  csvSettings,
  hdf5Settings,
  idxSettings,
  jsonSettings,
  matrixMarketSettings,
  matSettings,
  mnistSettings,
  ndjsonSettings,
  npySettings,
  npzSettings,
  parquetSettings,
  safetensorsSettings,
  tenXSettings,
} from '../sources/index.ts'
import type { FallibleTask } from '../task.ts'
import { openAnndata } from './anndata.ts'
import { readArrow } from './arrow/arrow.ts'
import { openCsv } from './csv/openCsv.ts'
import { openHdf5File } from './hdf5.ts'
import { openIdx } from './idx.ts'
import { readJson } from './json/json.ts'
import { readNdjson } from './json/ndjson.ts'
import { openMat } from './mat.ts'
import { openMatrixMarket } from './matrixMarket.ts'
import { openMnist } from './mnist.ts'
import { openNpy } from './npy.ts'
import { openNpz } from './npz.ts'
import { readParquet } from './parquet/parquet.ts'
import { openSafetensors } from './safetensors.ts'
import { openTenX } from './tenX.ts'

/** Opens a source with its settings, which its codec decodes. */
export type Reader = (settings: unknown) => FallibleTask<Opened>

const reader =
  <S>(codec: Codec<S>, open: (settings: S) => FallibleTask<Opened>): Reader =>
  (settings) =>
    pipe(TaskEither.fromEither(decode(codec, settings, 'data')), TaskEither.flatMap(open))

/** The readers of the library's own sources by name. */
export const readers: Readonly<Record<string, Reader>> = {
  anndata: reader(anndataSettings, openAnndata),
  arrow: reader(arrowSettings, readArrow),
  csv: reader(csvSettings, openCsv),
  hdf5: reader(hdf5Settings, openHdf5File),
  idx: reader(idxSettings, openIdx),
  json: reader(jsonSettings, readJson),
  mat: reader(matSettings, openMat),
  matrixMarket: reader(matrixMarketSettings, openMatrixMarket),
  mnist: reader(mnistSettings, openMnist),
  ndjson: reader(ndjsonSettings, readNdjson),
  npy: reader(npySettings, openNpy),
  npz: reader(npzSettings, openNpz),
  parquet: reader(parquetSettings, readParquet),
  safetensors: reader(safetensorsSettings, openSafetensors),
  tenX: reader(tenXSettings, openTenX),
}
