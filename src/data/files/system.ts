import * as Either from 'fp-ts/lib/Either.js'
import type { Fault, Faults } from '../../codec/index.ts'

const reasons: Readonly<Record<string, readonly [found: string, remedy: string]>> = {
  ENOENT: ['no such file', 'check the path; it is relative to the working directory'],
  EISDIR: ['a directory', 'name a file in it'],
  ENOTDIR: ['a path through a file', 'check the path'],
  EACCES: ['no permission', 'change the permissions or choose another place'],
  EPERM: ['no permission', 'change the permissions or choose another place'],
  EROFS: ['a read-only file system', 'choose another place'],
  ENOSPC: ['no space left on the device', 'make room or choose another place'],
  Z_DATA_ERROR: ['a broken gzip file', 'pack it again'],
  Z_BUF_ERROR: ['a gzip file that ends too early', 'pack it again'],
}

/** What the file system said, as a fault. */
export const faultOf = (where: string, expected: string, error: unknown): Fault => {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
  const [found, remedy] = reasons[code] ?? [error instanceof Error ? error.message : String(error), 'see what is there']
  return { fault: 'file system', where, expected, found, remedy }
}

/** The same as a refusal. */
export const systemFault = (where: string, expected: string, error: unknown): Either.Either<Faults, never> =>
  Either.left([faultOf(where, expected, error)])
