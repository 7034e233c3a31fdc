import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Faults } from '../../codec/index.ts'
import type { FallibleTask } from '../task.ts'

const isMissing = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  (error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'MODULE_NOT_FOUND')

/**
 * A package that only some files need: where it is not installed, a fault says what to install.
 */
export const optional = <M>(what: string, packages: string, load: () => Promise<M>): FallibleTask<M> =>
  TaskEither.tryCatch(load, (error): Faults => [
    {
      fault: 'missing package',
      where: what,
      expected: `the npm package${packages.includes(' ') ? 's' : ''} ${packages.split(' ').join(' and ')}`,
      found: isMissing(error) ? 'none' : error instanceof Error ? error.message : String(error),
      remedy: `npm install ${packages}`,
    },
  ])
