import type { Finding } from './fileFault.ts'

/** How many bytes a file may always unpack to. */
const free = 64 * 2 ** 20

/** How many times its own size a file may unpack to; tables and arrays stay far below, files made to fill a memory far above. */
const ratio = 200

/** How many bytes so many packed bytes may unpack to. */
export const allowance = (packed: number): number => Math.max(free, ratio * packed)

/** What is said of a file that would unpack to more. */
export const bomb = (packed: number, unpacked: number, expected: string): Finding => ({
  fault: 'too large',
  expected: `${expected} that unpacks to at most ${allowance(packed)} bytes`,
  found: `${packed} bytes that claim to unpack to ${unpacked}`,
  remedy: 'if the file can be trusted, write it again without compression',
})
