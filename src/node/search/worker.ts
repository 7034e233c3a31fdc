/** A worker process of a search: trains the trials that its parent sends, and keeps those that pause. */
import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { FallibleTask } from '../../data/files/index.ts'
import { engines } from '../../engines/index.ts'
import { library } from '../../format/index.ts'
import type { Runner } from '../../search/index.ts'
import { localRunner } from '../../search/index.ts'
import { onEngine } from '../engine.ts'
import { experimentRows } from '../experimentRows.ts'
import { readLayers } from '../layersFile.ts'
import type { Request, Response, Setup } from './messages.ts'
import { readSpace } from './readSpace.ts'

const controller = new AbortController()

const runnerOf = ({ space, layers, sources, stream, settings, engine, threads }: Setup): FallibleTask<Runner> =>
  pipe(
    space === undefined ? readLayers(library, layers) : readSpace(space, { layers }),
    TaskEither.bindTo('known'),
    TaskEither.bind('given', ({ known }) => experimentRows(known.registry, sources, stream)),
    TaskEither.bind('engine', () => onEngine(() => engines[engine]({ threads }))),
    TaskEither.map(({ known, given, engine: opened }) =>
      localRunner({ ...settings, registry: known.registry }, given.rows, opened, controller.signal),
    ),
  )

let runner: ReturnType<FallibleTask<Runner>> | undefined

const answer = (response: Response): void => void process.send?.(response)

const run = async ({ trial, spec, epoch }: Extract<Request, { kind: 'run' }>): Promise<void> => {
  const ready = await runner
  if (ready === undefined) throw new Error('a trial came before the setup')
  const reached = Either.isLeft(ready)
    ? ({ kind: 'failed', fault: ready.left[0] } as const)
    : await ready.right.run(trial, spec, epoch)
  answer({ kind: 'reached', trial, reached })
}

const drop = async (trial: number): Promise<void> => {
  const ready = await runner
  if (ready !== undefined && Either.isRight(ready)) await ready.right.drop(trial)
}

process.on('message', (request: Request) => {
  if (request.kind === 'setup') runner = runnerOf(request.setup)()
  else if (request.kind === 'run') void run(request)
  else if (request.kind === 'drop') void drop(request.trial)
  else controller.abort()
})
// Ctrl-C reaches all processes of a terminal: the parent says when to stop.
process.on('SIGINT', () => undefined)
process.on('disconnect', () => process.exit())
