import type { Fault } from '../codec/index.ts'
import { present } from '../tensor/present.ts'

const reasons: Readonly<Record<string, readonly [found: string, remedy: string]>> = {
  ENOENT: ['no such file', 'check the path; it is relative to the working directory'],
  EISDIR: ['a directory', 'name a file in it'],
  ENOTDIR: ['a path through a file', 'check the path'],
  EACCES: ['no permission', 'change the permissions or choose another path'],
  EPERM: ['no permission', 'change the permissions or choose another path'],
  EROFS: ['a read-only file system', 'choose another path'],
  ENOSPC: ['no space left on the device', 'free some space or choose another path'],
  Z_DATA_ERROR: ['a broken gzip file', 'compress it again'],
  Z_BUF_ERROR: ['a truncated gzip file', 'compress it again'],
}

/** An error of the file system as a fault. */
export const faultOf = (where: string, expected: string, error: unknown): Fault => {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
  const [found, remedy] = reasons[code] ?? [error instanceof Error ? error.message : String(error)]
  return { fault: 'file system', where, expected, found, ...present({ remedy }) }
}
