import { orThrow } from '../../codec/index.ts'
import { chosenName } from '../arrays/chosenName.ts'
import { uniqueNames } from '../arrays/uniqueNames.ts'
import type { AnndataSettings } from '../sources/anndata.ts'
import type { Opened } from '../sources/source.ts'
import type { FallibleTask } from '../task.ts'
import type { RowFacts } from './bytes/arrayRows.ts'
import { broken } from './bytes/byteSource.ts'
import { using } from './bytes/fileBytes.ts'
import { checkLabels } from './bytes/labels.ts'
import { reading } from './bytes/reading.ts'
import { chosenColumn, readFrame } from './hdf5/dataframe.ts'
import { denseRows, layoutOf } from './hdf5/denseRows.ts'
import type { Hdf5File } from './hdf5/openHdf5.ts'
import { datasetAt, groupAt, guarded, openHdf5 } from './hdf5/openHdf5.ts'
import { sparseGroup, sparseStream } from './hdf5/sparse.ts'

/** The path of the matrix in the file. */
const matrixName = (hdf5: Hdf5File, { layer, raw = false }: AnndataSettings): string => {
  if (raw && layer !== undefined)
    throw broken({
      fault: 'wrong value',
      where: hdf5.path,
      expected: 'raw or a layer',
      found: 'both',
      remedy: 'leave out one of them',
    })
  if (raw) return 'raw/X'
  if (layer === undefined) return 'X'
  const layers = groupAt(hdf5, 'layers')
  const names = layers === undefined ? [] : guarded(hdf5.path, () => layers.keys())
  return `layers/${orThrow(chosenName(layer, { where: hdf5.path, setting: 'layer', names }))}`
}

const noMatrix = (hdf5: Hdf5File, name: string): Error =>
  broken({
    fault: 'wrong file',
    where: hdf5.path,
    expected: `the matrix "${name}", dense or compressed by rows or columns`,
    found: 'none',
    remedy: name === 'X' ? 'say layer or raw, if the file holds its matrix there' : 'leave out raw',
  })

/** Throws unless each row or column has its name. */
const expectNames = (hdf5: Hdf5File, what: string, names: number, count: number): void => {
  if (names !== count)
    throw broken({
      fault: 'broken file',
      where: hdf5.path,
      expected: `${count} names in ${what}`,
      found: `${names}`,
      remedy: 'write the file again',
    })
}

const openMatrix = (hdf5: Hdf5File, settings: AnndataSettings): Opened => {
  const { path, raw = false, label, rows } = settings
  const obs = readFrame(hdf5, 'obs')
  const columns = uniqueNames(readFrame(hdf5, raw ? 'raw/var' : 'var').index)
  const labels = label === undefined ? undefined : chosenColumn(hdf5, 'obs', obs, label)
  const facts: RowFacts = { ids: obs.index, columns, labels }
  const name = matrixName(hdf5, settings)
  const check = (length: number, width: number): void => {
    expectNames(hdf5, 'obs', obs.index.length, length)
    expectNames(hdf5, 'var', columns.length, width)
    checkLabels(labels, length, `${path}, "${label}"`)
  }
  const dataset = datasetAt(hdf5, name)
  if (dataset !== undefined) {
    const layout = layoutOf(hdf5, dataset)
    check(layout.shape[0] ?? 0, layout.shape[1] ?? 1)
    return { rows: denseRows(path, name, layout, { rows, ...facts }) }
  }
  const group = groupAt(hdf5, name)
  const sparse = group && sparseGroup(hdf5, group)
  if (sparse === undefined) throw noMatrix(hdf5, name)
  check(sparse.length, sparse.width)
  return { rows: sparseStream(path, sparse, facts, rows) }
}

/** The observations of an AnnData file, read as a stream unless the matrix is compressed by columns. */
export const openAnndata = (settings: AnndataSettings): FallibleTask<Opened> =>
  reading(settings.path, 'an AnnData file', () =>
    using(openHdf5(settings.path), async (hdf5) => openMatrix(hdf5, settings)),
  )
