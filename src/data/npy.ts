import type { Sizes } from '../tensor/shape.ts'
import { product } from '../tensor/shape.ts'

const magic = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0)

/** Rows of float32 numbers as a NumPy file, format 1.0, little-endian, C order. */
export const encodeNpy = (values: Float32Array, shape: Sizes): Uint8Array => {
  if (values.length !== product(shape))
    throw new RangeError(`${values.length} numbers are not of shape [${shape.join(', ')}]`)
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(', ')}${shape.length === 1 ? ',' : ''}), }`
  const length = Math.ceil((10 + text.length + 1) / 64) * 64
  const out = new Uint8Array(length + 4 * values.length)
  out.set(magic)
  const view = new DataView(out.buffer)
  view.setUint16(8, length - 10, true)
  out.set(new TextEncoder().encode(`${text.padEnd(length - 11)}\n`), 10)
  values.forEach((value, i) => view.setFloat32(length + 4 * i, value, true))
  return out
}
