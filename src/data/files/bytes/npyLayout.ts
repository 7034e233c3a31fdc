import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { orThrow } from '../../../codec/index.ts'
import type { ArrayLayout } from '../../arrays/arrayLayout.ts'
import { checkLayout } from '../../arrays/arrayLayout.ts'
import type { NpyHeader } from '../../arrays/npyHeader.ts'
import { isNpy, maxHeaderLength, notNumbers, parseNpyHeader } from '../../arrays/npyHeader.ts'
import type { ByteSource } from './byteSource.ts'
import { broken, readExactly } from './byteSource.ts'

/** A header with the byte after it. */
interface Placed extends NpyHeader {
  readonly start: number
}

/** Reads the header of a NumPy file. */
export const readNpyHeader = async (source: ByteSource): Promise<Placed> => {
  const where = source.name
  const refuse = (place: number, expected: string, found: string): Error =>
    broken({
      fault: 'broken file',
      where: `${where}, byte ${place}`,
      expected,
      found,
      remedy: 'save the array again with np.save',
    })
  const head = await source.read(0, 8)
  if (!isNpy(head)) throw refuse(0, 'a NumPy file (.npy)', 'other bytes')
  if (head.length < 8) await readExactly(source, 8, 1, 'the version')
  const version = head[6] ?? 0
  if (version < 1 || version > 3) throw refuse(6, 'version 1, 2 or 3', String(version))
  const size = version === 1 ? 2 : 4
  const bytes = await readExactly(source, 8, size, 'the length of the header')
  const length = bytes.reduceRight((sum, byte) => sum * 256 + byte, 0)
  if (length > maxHeaderLength) throw refuse(8, `a header of at most ${maxHeaderLength} bytes`, `${length}`)
  const header = await readExactly(source, 8 + size, length, 'the header')
  const text = new TextDecoder(version === 3 ? 'utf-8' : 'latin1').decode(header)
  return { ...orThrow(parseNpyHeader(text, where)), start: 8 + size + length }
}

/** The layout of the numbers of a NumPy file; text is refused. */
export const numbersOf = ({ type, ...placed }: Placed, where: string): ArrayLayout =>
  orThrow(
    pipe(
      type.kind === 'text' ? notNumbers(where, type.encoding === 'bytes' ? 'S' : 'U') : Either.right(type),
      Either.flatMap((type) => checkLayout({ type, ...placed }, where)),
    ),
  )
