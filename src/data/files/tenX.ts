import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { chosenName } from '../arrays/chosenName.ts'
import { orThrow } from '../../codec/index.ts'
import { uniqueNames } from '../arrays/uniqueNames.ts'
import type { TenXSettings } from '../sources/tenX.ts'
import type { Opened } from '../sources/source.ts'
import type { FallibleTask } from '../task.ts'
import { broken } from './bytes/byteSource.ts'
import { openBytes, using } from './bytes/fileBytes.ts'
import { labelFile } from './bytes/labels.ts'
import { matrixRows, readMatrixHeader } from './bytes/matrix.ts'
import { reading } from './bytes/reading.ts'
import { readLines } from './bytes/textLines.ts'

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

/** The first file of these names that the folder has, compressed or not. */
const fileIn = async (folder: string, ...names: ReadonlyArray<string>): Promise<string> => {
  for (const name of names.flatMap((name) => [name, `${name}.gz`]))
    if (await isThere(join(folder, name))) return join(folder, name)
  throw broken({
    fault: 'missing file',
    where: folder,
    expected: `a folder with ${names.join(' or ')}, which may be compressed with gzip`,
    found: 'none of them',
    remedy: 'name the folder that holds matrix.mtx, barcodes.tsv and features.tsv',
  })
}

const readTable = async (path: string): Promise<ReadonlyArray<ReadonlyArray<string>>> =>
  (await using(openBytes(path), readLines)).map((line) => line.split('\t'))

const expectCount = (path: string, lines: number, expected: number, what: string): void => {
  if (lines !== expected)
    throw broken({
      fault: 'wrong length',
      where: path,
      expected: `${expected} lines, one for each of the ${what} of the matrix`,
      found: String(lines),
      remedy: 'take all files from one folder of Cell Ranger',
    })
}

const geneExpression = 'Gene Expression'

/** Which features are read: those of one type, where the file knows types. */
const keptFeatures = (
  path: string,
  features: ReadonlyArray<ReadonlyArray<string>>,
  wanted: string | undefined,
): ReadonlyArray<number> => {
  const types = [...new Set(features.map(([, , type = '']) => type))]
  if (wanted === undefined && (types.length < 2 || !types.includes(geneExpression))) return [...features.keys()]
  const named = types.filter((type) => type !== '')
  const type = orThrow(chosenName(wanted ?? geneExpression, { where: path, setting: 'featureType', names: named }))
  return [...features.keys()].filter((i) => features[i]?.[2] === type)
}

/** The cells of a folder of 10x Genomics as sparse rows. */
export const openTenX = ({ path, names, featureType, label, rows }: TenXSettings): FallibleTask<Opened> =>
  reading(path, 'a folder of 10x Genomics', async () => {
    const matrix = await fileIn(path, 'matrix.mtx')
    const header = await readMatrixHeader(matrix)
    const barcodeFile = await fileIn(path, 'barcodes.tsv')
    const ids = (await readTable(barcodeFile)).map(([barcode = '']) => barcode)
    expectCount(barcodeFile, ids.length, header.columns, 'columns')
    const featureFile = await fileIn(path, 'features.tsv', 'genes.tsv')
    const features = await readTable(featureFile)
    expectCount(featureFile, features.length, header.rows, 'rows')
    const chosen = keptFeatures(featureFile, features, featureType)
    const nameOf = ([id = '', symbol = id]: ReadonlyArray<string> = []): string => (names === 'ids' ? id : symbol)
    const columns = uniqueNames(chosen.map((i) => nameOf(features[i])))
    const labels = await labelFile(label, ids.length)
    const kept = new Int32Array(features.length).fill(-1)
    chosen.forEach((feature, i) => (kept[feature] = i))
    return { rows: matrixRows(matrix, header, { isTransposed: true, rows, kept, labels, ids, columns }) }
  })
