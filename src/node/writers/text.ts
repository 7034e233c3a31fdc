import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { FallibleTask } from '../../data/files/index.ts'
import { attempt } from '../../data/files/index.ts'

/** Writes text piece by piece, so that it is never in memory as a whole. */
export const writeText = (path: string, pieces: Iterable<string>): FallibleTask<void> =>
  attempt(path, 'a file that can be written', () => pipeline(Readable.from(pieces), createWriteStream(path)))
