import { allowance } from './bytes/expansion.ts'
import type { Finding } from './fileFault.ts'

/** What is said of a file that would unpack to more than its size makes plausible. */
export const bomb = (packed: number, unpacked: number, expected: string): Finding => ({
  fault: 'too large',
  expected: `${expected} that unpacks to at most ${allowance(packed)} bytes`,
  found: `${packed} bytes that claim to unpack to ${unpacked}`,
  remedy: 'if the file can be trusted, write it again without compression',
})
