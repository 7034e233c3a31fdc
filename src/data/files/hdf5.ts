import { orThrow } from '../../codec/index.ts'
import { chosenName } from '../arrays/chosenName.ts'
import type { Hdf5Settings } from '../sources/hdf5.ts'
import type { Opened } from '../sources/source.ts'
import type { FallibleTask } from '../task.ts'
import { using } from './bytes/fileBytes.ts'
import { checkLabels } from './bytes/labels.ts'
import { reading } from './bytes/reading.ts'
import { denseRows, layoutOf } from './hdf5/denseRows.ts'
import type { Hdf5File } from './hdf5/openHdf5.ts'
import { datasetAt, groupAt, guarded, needDataset, openHdf5 } from './hdf5/openHdf5.ts'
import { sparseGroup, sparseStream } from './hdf5/sparse.ts'
import { numberType, readTexts } from './hdf5/values.ts'

/** How the settings of a source name a dataset: `dataset` in HDF5, `variable` in MATLAB. */
export interface DatasetChoice {
  readonly path: string
  readonly setting: string
  readonly wanted: string | undefined
  readonly label: string | undefined
  readonly rows: number | undefined
  /** Whether the axes stand in the other order, as in MATLAB's files. */
  readonly isReversed: boolean
}

/** More paths are neither looked through nor listed. */
const maxPaths = 10_000

const withoutSlash = (name: string | undefined): string | undefined => name?.replace(/^\/+|\/+$/g, '')

const isArray = (hdf5: Hdf5File, name: string): boolean => {
  const dataset = datasetAt(hdf5, name)
  if (dataset === undefined) {
    const group = groupAt(hdf5, name)
    return group !== undefined && sparseGroup(hdf5, group) !== undefined
  }
  return numberType(hdf5, dataset) !== undefined && guarded(hdf5.path, () => (dataset.shape?.length ?? 0) > 0)
}

const nameOf = (hdf5: Hdf5File, choice: DatasetChoice): string => {
  const { path: where, setting } = choice
  const [wanted, label] = [withoutSlash(choice.wanted), withoutSlash(choice.label)]
  if (wanted !== undefined && guarded(where, () => hdf5.file.get(wanted)) !== null) return wanted
  const names = guarded(where, () => hdf5.file.paths()).slice(0, maxPaths)
  const candidates = wanted === undefined ? names.filter((name) => name !== label && isArray(hdf5, name)) : names
  // The parts of a sparse matrix are no arrays of their own.
  const whole = candidates.filter((name) => !candidates.some((other) => name.startsWith(`${other}/`)))
  return orThrow(chosenName(wanted, { where, setting, names, candidates: whole }))
}

const labelsOf = (hdf5: Hdf5File, choice: DatasetChoice): ReadonlyArray<string> | undefined => {
  const label = withoutSlash(choice.label)
  if (label === undefined) return undefined
  const names = datasetAt(hdf5, label) === undefined ? guarded(hdf5.path, () => hdf5.file.paths()) : [label]
  return readTexts(hdf5, needDataset(hdf5, orThrow(chosenName(label, { where: hdf5.path, setting: 'label', names }))))
}

const openChoice = (hdf5: Hdf5File, choice: DatasetChoice): Opened => {
  const { path, rows, isReversed } = choice
  const name = nameOf(hdf5, choice)
  const labels = labelsOf(hdf5, choice)
  const group = groupAt(hdf5, name)
  const sparse = group && sparseGroup(hdf5, group)
  if (sparse !== undefined) {
    checkLabels(labels, sparse.length, `${path}, "${choice.label}"`)
    return { rows: sparseStream(path, sparse, { labels }, rows) }
  }
  const layout = layoutOf(hdf5, needDataset(hdf5, name), isReversed)
  checkLabels(labels, layout.shape[0] ?? 0, `${path}, "${choice.label}"`)
  return { rows: denseRows(path, name, layout, { rows, labels, isReversed }) }
}

/** The rows of a dataset that some settings name. */
export const openDataset = (choice: DatasetChoice): Promise<Opened> =>
  using(openHdf5(choice.path), async (hdf5) => openChoice(hdf5, choice))

/** The rows of a dataset of an HDF5 file, read as a stream. */
export const openHdf5File = ({ path, dataset: wanted, label, rows }: Hdf5Settings): FallibleTask<Opened> =>
  reading(path, 'an HDF5 file', () => openDataset({ path, setting: 'dataset', wanted, label, rows, isReversed: false }))
