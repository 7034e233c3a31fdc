import { orThrow } from '../../../codec/index.ts'
import type { ArrayLayout } from '../../arrays/arrayLayout.ts'
import { byteLength, checkLayout } from '../../arrays/arrayLayout.ts'
import { decodeNumbers } from '../../arrays/decodeNumbers.ts'
import { decodeText } from '../../arrays/decodeText.ts'
import type { ElementType } from '../../arrays/elementType.ts'
import { isIdx } from '../../arrays/idxHeader.ts'
import type { TextType } from '../../arrays/npyHeader.ts'
import { isNpy } from '../../arrays/npyHeader.ts'
import { expectArray } from './arrayRows.ts'
import type { ByteSource } from './byteSource.ts'
import { broken, readExactly } from './byteSource.ts'
import { openBytes, using } from './fileBytes.ts'
import { readIdxLayout } from './idxLayout.ts'
import { readNpyHeader } from './npyLayout.ts'
import { readLines } from './textLines.ts'

/** The labels, if there are any; throws unless there is one for each row. */
export const checkLabels = <Labels extends ReadonlyArray<string> | undefined>(
  labels: Labels,
  rows: number,
  where: string,
): Labels => {
  if (labels === undefined || labels.length === rows) return labels
  throw broken({
    fault: 'wrong length',
    where,
    expected: `${rows} labels, one for each row`,
    found: `${labels.length}`,
    remedy: 'name the labels of these very rows',
  })
}

/** Numbers as labels: 3, 0.5, true. */
export const labelsOf = (values: ArrayLike<number>, { kind }: Pick<ElementType, 'kind'>): Array<string> =>
  Array.from(values, (value) => (kind === 'boolean' ? String(value !== 0) : String(value)))

type LabelLayout = Omit<ArrayLayout, 'type'> & { readonly type: ElementType | TextType }

/** Reads an array of one label a row: [N] or [N, 1]. */
export const readLabelArray = async (
  source: ByteSource,
  layout: LabelLayout,
  isLast = true,
): Promise<Array<string>> => {
  const { type, shape } = layout
  const [length = 0, ...rest] = shape
  if (shape.length === 0 || rest.some((extent) => extent !== 1))
    throw broken({
      fault: 'wrong shape',
      where: source.name,
      expected: 'labels of shape [N]',
      found: `the shape [${shape.join(', ')}]`,
      remedy: 'name an array with one label for each row',
    })
  // Text cells have any number of bytes: bytes of one each stand for them in the check of sizes.
  const plain: ElementType = type.kind === 'text' ? { kind: 'unsigned', bytes: 1, littleEndian: true } : type
  const counted = { ...layout, type: plain, shape: type.kind === 'text' ? [length * type.bytes] : [length] }
  orThrow(checkLayout(counted, source.name))
  expectArray(source, counted, isLast)
  const bytes = await readExactly(source, layout.start, byteLength(counted), 'labels')
  return type.kind === 'text' ? decodeText(bytes, type) : labelsOf(decodeNumbers(bytes, type), type)
}

/** The labels of a NumPy file. */
export const readNpyLabels = async (source: ByteSource): Promise<Array<string>> =>
  readLabelArray(source, await readNpyHeader(source))

const readFileOfLabels = async (source: ByteSource): Promise<Array<string>> => {
  const head = await source.read(0, 8)
  if (isNpy(head)) return readNpyLabels(source)
  return isIdx(head) ? readLabelArray(source, await readIdxLayout(source)) : readLines(source)
}

/** The labels of a file of their own: a NumPy or IDX file, or text with one label on each line. */
export const labelFile = async (path: string | undefined, rows: number): Promise<ReadonlyArray<string> | undefined> =>
  path === undefined ? undefined : checkLabels(await using(openBytes(path), readFileOfLabels), rows, path)
