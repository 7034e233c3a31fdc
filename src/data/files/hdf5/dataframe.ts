import type { Group } from 'h5wasm/node'
import { orThrow } from '../../../codec/index.ts'
import { chosenName } from '../../arrays/chosenName.ts'
import { broken } from '../bytes/byteSource.ts'
import type { Hdf5File } from './openHdf5.ts'
import { attributeOf, datasetAt, groupAt, guarded, needDataset } from './openHdf5.ts'
import { readNumbers, readTexts } from './values.ts'

/** The index of each cell among the values of a column; a missing one, −1, is the empty text. */
const spelled = (codes: ArrayLike<number>, values: ReadonlyArray<string>): ReadonlyArray<string> =>
  Array.from(codes, (code) => values[code] ?? '')

const readCodes = (hdf5: Hdf5File, name: string): ArrayLike<number> => {
  const codes = needDataset(hdf5, name)
  return readNumbers(
    hdf5,
    codes,
    0,
    guarded(hdf5.path, () => codes.shape?.[0] ?? 0),
  )
}

/** Values of which a mask says which are missing. */
const readMasked = (hdf5: Hdf5File, name: string): ReadonlyArray<string> => {
  const mask = readCodes(hdf5, `${name}/mask`)
  return readTexts(hdf5, needDataset(hdf5, `${name}/values`)).map((value, i) => (mask[i] === 0 ? value : ''))
}

/** A column as AnnData writes it: an array, categories with codes, or values with a mask. */
export const readColumn = (hdf5: Hdf5File, frame: string, column: string): ReadonlyArray<string> => {
  const name = `${frame}/${column}`
  const group = groupAt(hdf5, name)
  if (group === undefined) {
    // AnnData before 0.8 keeps the categories in a group of their own.
    const categories = datasetAt(hdf5, `${frame}/__categories/${column}`)
    const dataset = needDataset(hdf5, name)
    return categories === undefined
      ? readTexts(hdf5, dataset)
      : spelled(readCodes(hdf5, name), readTexts(hdf5, categories))
  }
  const encoding = String(attributeOf(hdf5, group, 'encoding-type'))
  if (encoding === 'categorical') return spelled(readCodes(hdf5, `${name}/codes`), readColumn(hdf5, name, 'categories'))
  if (encoding.startsWith('nullable-')) return readMasked(hdf5, name)
  throw broken({
    fault: 'wrong type',
    where: `${hdf5.path}, "${name}"`,
    expected: 'text, numbers, booleans or categories',
    found: encoding,
    remedy: 'name another column',
  })
}

/** A data frame of AnnData: obs or var. */
export interface Frame {
  readonly columns: ReadonlyArray<string>
  /** The names of its rows. */
  readonly index: ReadonlyArray<string>
}

const needFrame = (hdf5: Hdf5File, name: string): Group => {
  const group = groupAt(hdf5, name)
  if (group !== undefined) return group
  throw broken({
    fault: 'wrong file',
    where: hdf5.path,
    expected: `an AnnData file of version 0.7 or newer, with the group "${name}"`,
    found: datasetAt(hdf5, name) === undefined ? 'none' : 'a file of an older version',
    remedy: 'read it with anndata and write it again; if it is not AnnData, say source: "hdf5"',
  })
}

/** The columns of a data frame, and what names its rows. */
export const readFrame = (hdf5: Hdf5File, name: string): Frame => {
  const group = needFrame(hdf5, name)
  const index = String(attributeOf(hdf5, group, '_index') ?? '_index')
  const keys = guarded(hdf5.path, () => group.keys())
  return {
    columns: keys.filter((key) => key !== index && key !== '__categories'),
    index: readColumn(hdf5, name, index),
  }
}

/** A column that a setting names. */
export const chosenColumn = (hdf5: Hdf5File, name: string, { columns }: Frame, wanted: string): ReadonlyArray<string> =>
  readColumn(hdf5, name, orThrow(chosenName(wanted, { where: `${hdf5.path}, obs`, setting: 'label', names: columns })))
