import { orThrow } from '../../codec/index.ts'
import type { ArrayLayout } from '../arrays/arrayLayout.ts'
import { byteLength, checkLayout } from '../arrays/arrayLayout.ts'
import { chosenName } from '../arrays/chosenName.ts'
import type { RowStream, SparseChunk } from '../chunk.ts'
import { isNumeric, storageType } from '../mat/types.ts'
import type { MatSettings } from '../sources/mat.ts'
import type { Opened } from '../sources/source.ts'
import type { FallibleTask } from '../task.ts'
import type { RowFacts } from './bytes/arrayRows.ts'
import { arrayRows } from './bytes/arrayRows.ts'
import { broken } from './bytes/byteSource.ts'
import { openFile, using } from './bytes/fileBytes.ts'
import type { MatBytes } from './bytes/matElements.ts'
import { readTag, refuse } from './bytes/matElements.ts'
import type { MatVariable } from './bytes/matFile.ts'
import { readVariables } from './bytes/matFile.ts'
import { readSparse } from './bytes/matSparse.ts'
import { readLabels } from './bytes/matText.ts'
import { checkLabels } from './bytes/labels.ts'
import { faulting, reading } from './bytes/reading.ts'
import { openDataset } from './hdf5.ts'
import { sparseChunks } from './bytes/sparseRows.ts'

/** How to convert what is not numbers, by its class. */
const remedies: Readonly<Record<string, string>> = {
  struct: "save the field as a variable: X = S.field; save('data.mat', 'X', '-v7')",
  cell: "save numbers: X = cell2mat(C); save('data.mat', 'X', '-v7')",
  char: 'name the variable as label, or save numbers',
  opaque: "save a table or an object as numbers: X = table2array(T); save('data.mat', 'X', '-v7')",
}

const isUsable = ({ head }: MatVariable): boolean =>
  (isNumeric(head.className) || head.className === 'sparse') && !head.isComplex

const notNumbers = (where: string, { head }: MatVariable): Error =>
  broken({
    fault: 'wrong type',
    where,
    expected: 'a variable of real numbers',
    found: head.isComplex ? 'complex numbers' : `a ${head.className} array`,
    remedy: head.isComplex
      ? "save real and imaginary part as columns: X = [real(Z) imag(Z)]; save('data.mat', 'X', '-v7')"
      : (remedies[head.className] ?? 'save numbers'),
  })

/** Uses the bytes of a variable. */
const within = <A>(variable: MatVariable, use: (where: MatBytes) => Promise<A>): Promise<A> =>
  using(variable.open(), (source) => use({ source, end: variable.end, littleEndian: variable.littleEndian }))

/** Where the numbers of a dense variable stand. */
const layoutOf = (variable: MatVariable): Promise<ArrayLayout> =>
  within(variable, async (where) => {
    const { head } = variable
    const element = await readTag(where, head.data)
    const stored = storageType(element.code, where.littleEndian)
    if (stored === undefined) throw refuse(where.source, head.data, 'numbers', `an element of type ${element.code}`)
    const isLogical = head.isLogical && stored.bytes === 1
    const type = isLogical ? ({ ...stored, kind: 'boolean' } as const) : stored
    const name = `${where.source.name}, "${head.name}"`
    const layout = orThrow(checkLayout({ type, shape: head.shape, isFortran: true, start: element.start }, name))
    if (byteLength(layout) === element.bytes) return layout
    throw refuse(where.source, element.start, `${byteLength(layout)} bytes of numbers`, `${element.bytes}`)
  })

const sparseStream = (path: string, variable: MatVariable, length: number, facts: RowFacts): RowStream => {
  async function* chunks(): AsyncGenerator<SparseChunk> {
    const sparse = await within(variable, (where) => readSparse(where, variable.head))
    yield* sparseChunks(sparse, variable.head.shape[1] ?? 0, length, facts)
  }
  return { length, chunks: { [Symbol.asyncIterator]: () => faulting(path, 'a MATLAB file', chunks()) } }
}

/** The rows of a variable of a file of version 5. */
const openVersion5 = async ({ path, variable: wanted, label, rows }: MatSettings): Promise<Opened> => {
  const variables = await readVariables(path)
  const find = (wanted: string | undefined, setting: string, candidates: ReadonlyArray<string>): MatVariable => {
    const name = orThrow(chosenName(wanted, { where: path, setting, names: [...variables.keys()], candidates }))
    const found = variables.get(name)
    if (found === undefined) throw new Error(`${path} has no variable ${name}`)
    return found
  }
  const usable = [...variables].filter(([name, one]) => isUsable(one) && name !== label).map(([name]) => name)
  const variable = find(wanted, 'variable', usable)
  const { shape, className, name } = variable.head
  if (!isUsable(variable)) throw notNumbers(`${path}, "${name}"`, variable)
  const labelled = label === undefined ? undefined : find(label, 'label', [])
  const labels = labelled && (await within(labelled, (where) => readLabels(where, labelled.head)))
  checkLabels(labels, shape[0] ?? 0, `${path}, "${label}"`)
  if (className !== 'sparse')
    return { rows: arrayRows(variable.open, await layoutOf(variable), { where: path, rows, labels }) }
  const length = Math.min(shape[0] ?? 0, rows ?? Number.POSITIVE_INFINITY)
  return { rows: sparseStream(path, variable, length, { labels }) }
}

/** Version 7.3 is HDF5 behind a block of MATLAB's own. */
const isVersion73 = (path: string): Promise<boolean> =>
  using(openFile(path), async (source) => {
    const signatures = [await source.read(0, 4), await source.read(512, 4)]
    return signatures.some((bytes) => String.fromCharCode(...bytes) === '\u0089HDF')
  })

/** The rows of a variable of a MATLAB file, read as a stream where the file is not compressed. */
export const openMat = (settings: MatSettings): FallibleTask<Opened> => {
  const { path, variable: wanted, label, rows } = settings
  return reading(path, 'a MATLAB file', async () =>
    (await isVersion73(path))
      ? openDataset({ path, setting: 'variable', wanted, label, rows, isReversed: true })
      : openVersion5(settings),
  )
}
