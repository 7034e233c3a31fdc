import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Codec } from '../../codec/index.ts'
import { decode } from '../../codec/index.ts'
import type { Opened } from '../sources/index.ts'
import { csvSettings, mnistSettings } from '../sources/index.ts'
import type { FallibleTask } from '../task.ts'
import { openCsv } from './csv.ts'
import { openMnist } from './mnist.ts'

/** Opens a source with its settings, which its codec decodes. */
export type Reader = (settings: unknown) => FallibleTask<Opened>

const reader =
  <S>(codec: Codec<S>, open: (settings: S) => FallibleTask<Opened>): Reader =>
  (settings) =>
    pipe(TaskEither.fromEither(decode(codec, settings, 'data')), TaskEither.flatMap(open))

/** The readers of the library's own sources by name. */
export const readers: Readonly<Record<string, Reader>> = {
  csv: reader(csvSettings, openCsv),
  mnist: reader(mnistSettings, openMnist),
}
