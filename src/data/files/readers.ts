import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Codec } from '../../codec/index.ts'
import { decode } from '../../codec/index.ts'
import type { Opened } from '../sources/index.ts'
import * as sources from '../sources/index.ts'
import type { FallibleTask } from '../task.ts'

/** Opens a source with its settings, which its codec decodes. */
export type Reader = (settings: unknown) => FallibleTask<Opened>

/** Opens a source with decoded settings. */
type Open<S> = (settings: S) => FallibleTask<Opened>

/** A reader that is loaded when it is first needed: a program that reads CSV loads no decoder of images. */
const reader =
  <S>(codec: Codec<S>, load: () => Promise<Open<S>>): Reader =>
  (settings) =>
    pipe(
      TaskEither.fromEither(decode(codec, settings, 'data')),
      TaskEither.flatMap((decoded) => async () => (await load())(decoded)()),
    )

/** The readers of the library's own sources by name. */
export const readers: Readonly<Record<string, Reader>> = {
  anndata: reader(sources.anndataSettings, async () => (await import('./anndata.ts')).openAnndata),
  arrow: reader(sources.arrowSettings, async () => (await import('./arrow/arrow.ts')).openArrow),
  csv: reader(sources.csvSettings, async () => (await import('./csv/openCsv.ts')).openCsv),
  hdf5: reader(sources.hdf5Settings, async () => (await import('./hdf5.ts')).openHdf5File),
  idx: reader(sources.idxSettings, async () => (await import('./idx.ts')).openIdx),
  images: reader(sources.imagesSettings, async () => (await import('./images/images.ts')).openImages),
  json: reader(sources.jsonSettings, async () => (await import('./json/json.ts')).openJson),
  mat: reader(sources.matSettings, async () => (await import('./mat.ts')).openMat),
  matrixMarket: reader(sources.matrixMarketSettings, async () => (await import('./matrixMarket.ts')).openMatrixMarket),
  mnist: reader(sources.mnistSettings, async () => (await import('./mnist.ts')).openMnist),
  ndjson: reader(sources.ndjsonSettings, async () => (await import('./json/ndjson.ts')).openNdjson),
  npy: reader(sources.npySettings, async () => (await import('./npy.ts')).openNpy),
  npz: reader(sources.npzSettings, async () => (await import('./npz.ts')).openNpz),
  parquet: reader(sources.parquetSettings, async () => (await import('./parquet/parquet.ts')).openParquet),
  safetensors: reader(sources.safetensorsSettings, async () => (await import('./safetensors.ts')).openSafetensors),
  tenX: reader(sources.tenXSettings, async () => (await import('./tenX.ts')).openTenX),
  text: reader(sources.textSettings, async () => (await import('./text.ts')).openText),
  timeSeries: reader(sources.timeSeriesSettings, async () => (await import('./timeSeries.ts')).openTimeSeries),
  xlsx: reader(sources.xlsxSettings, async () => (await import('./xlsx.ts')).openXlsx),
}
