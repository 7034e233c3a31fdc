import { orThrow } from '../../../codec/index.ts'
import type { ArrayLayout } from '../../arrays/arrayLayout.ts'
import { checkLayout } from '../../arrays/arrayLayout.ts'
import { idxTypes, isIdx } from '../../arrays/idxHeader.ts'
import type { ByteSource } from './byteSource.ts'
import { broken, readExactly } from './byteSource.ts'

/** Reads the header of an IDX file: type, number of axes, extents. */
export const readIdxLayout = async (source: ByteSource): Promise<ArrayLayout> => {
  const first = await source.read(0, 4)
  const [, , code = 0, axes = 0] = first
  const type = idxTypes[code]
  if (!isIdx(first) || type === undefined)
    throw broken({
      fault: 'broken file',
      where: `${source.name}, byte 0`,
      expected: 'an IDX file: two zeros, the code of a type (8, 9, 11 to 14) and a number of axes',
      found: first.length === 0 ? 'an empty file' : `the bytes ${first.join(' ')}`,
      remedy: 'name a file such as train-images-idx3-ubyte',
    })
  const bytes = await readExactly(source, 4, 4 * axes, 'the extents')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const shape = Array.from({ length: axes }, (_, i) => view.getUint32(4 * i))
  return orThrow(checkLayout({ type, shape, isFortran: false, start: 4 + 4 * axes }, source.name))
}
