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
  imagesSettings,
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
  textSettings,
  timeSeriesSettings,
  xlsxSettings,
} from '../sources/index.ts'
import type { FallibleTask } from '../task.ts'
import { openAnndata } from './anndata.ts'
import { openArrow } from './arrow/arrow.ts'
import { openHdf5File } from './hdf5.ts'
import { openIdx } from './idx.ts'
import { openImages } from './images/images.ts'
import { openJson } from './json/json.ts'
import { openCsv } from './csv/openCsv.ts'
import { openMat } from './mat.ts'
import { openMatrixMarket } from './matrixMarket.ts'
import { openMnist } from './mnist.ts'
import { openNdjson } from './json/ndjson.ts'
import { openNpy } from './npy.ts'
import { openNpz } from './npz.ts'
import { openParquet } from './parquet/parquet.ts'
import { openSafetensors } from './safetensors.ts'
import { openTenX } from './tenX.ts'
import { openText } from './text.ts'
import { openTimeSeries } from './timeSeries.ts'
import { openXlsx } from './xlsx.ts'

/** Opens a source with its settings, which its codec decodes. */
export type Reader = (settings: unknown) => FallibleTask<Opened>

const reader =
  <S>(codec: Codec<S>, open: (settings: S) => FallibleTask<Opened>): Reader =>
  (settings) =>
    pipe(TaskEither.fromEither(decode(codec, settings, 'data')), TaskEither.flatMap(open))

/** The readers of the library's own sources by name. */
export const readers: Readonly<Record<string, Reader>> = {
  anndata: reader(anndataSettings, openAnndata),
  arrow: reader(arrowSettings, openArrow),
  csv: reader(csvSettings, openCsv),
  hdf5: reader(hdf5Settings, openHdf5File),
  idx: reader(idxSettings, openIdx),
  images: reader(imagesSettings, openImages),
  json: reader(jsonSettings, openJson),
  mat: reader(matSettings, openMat),
  matrixMarket: reader(matrixMarketSettings, openMatrixMarket),
  mnist: reader(mnistSettings, openMnist),
  ndjson: reader(ndjsonSettings, openNdjson),
  npy: reader(npySettings, openNpy),
  npz: reader(npzSettings, openNpz),
  parquet: reader(parquetSettings, openParquet),
  safetensors: reader(safetensorsSettings, openSafetensors),
  tenX: reader(tenXSettings, openTenX),
  text: reader(textSettings, openText),
  timeSeries: reader(timeSeriesSettings, openTimeSeries),
  xlsx: reader(xlsxSettings, openXlsx),
}
