import { writeFile } from 'node:fs/promises'
import { attempt } from '../../data/files/index.ts'
import { encodeNpy } from '../../data/npy.ts'
import type { Writer } from './writer.ts'

/** A NumPy array of the numbers in float32, without names, identifiers and labels, which the format does not hold. */
export const npyWriter: Writer = {
  endings: ['.npy'],
  takes: 'tensor',
  write: (path, { tensor }) =>
    attempt(path, 'a file that can be written', () => {
      if (tensor === undefined) throw new Error('a tensor writer got a table')
      return writeFile(path, encodeNpy(Float32Array.from(tensor.data), tensor.shape))
    }),
}
