import type { ChildProcess } from 'node:child_process'
import { fork } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Reached, Runner } from '../../search/index.ts'
import type { Request, Response, Setup } from './messages.ts'

const own = import.meta.url

/** Starts the program of a worker: as it is in the package, and by jiti where this is the TypeScript of the repository. */
const start = (): ChildProcess => {
  if (!own.endsWith('.ts')) return fork(fileURLToPath(new URL('worker.js', own)))
  const jiti = join(dirname(createRequire(own).resolve('jiti/package.json')), 'lib/jiti-cli.mjs')
  return fork(jiti, [fileURLToPath(new URL('worker.ts', own))], { execArgv: [] })
}

const lost = (code: number | null, signal: string | null): Reached => ({
  kind: 'failed',
  fault: {
    fault: 'worker ended',
    where: 'a worker process',
    expected: 'a process that runs until the search ends',
    found: signal === null ? `its end with exit code ${code}` : `its end by ${signal}`,
    remedy: 'fewer workers, if memory was short',
  },
})

/** A runner in a process of its own. A process that ends by itself fails its trial; the next trial gets a new one. */
export const remoteRunner = (setup: Setup, signal?: AbortSignal): Runner => {
  const waiting = new Map<number, (reached: Reached) => void>()
  let child: ChildProcess | undefined
  const settle = (trial: number, reached: Reached): void => {
    waiting.get(trial)?.(reached)
    waiting.delete(trial)
  }
  const open = (): ChildProcess => {
    const started = start()
    started.on('message', ({ trial, reached }: Response) => settle(trial, reached))
    started.on('exit', (code, by) => {
      child = undefined
      for (const trial of waiting.keys()) settle(trial, lost(code, by))
    })
    const request: Request = { kind: 'setup', setup }
    started.send(request)
    return started
  }
  const send = (request: Request): void => void (child ??= open()).send(request)
  const stop = (): void => void child?.send({ kind: 'stop' } satisfies Request)
  signal?.addEventListener('abort', stop)
  return {
    run: (trial, spec, epoch) =>
      new Promise((resolve) => {
        waiting.set(trial, resolve)
        send({ kind: 'run', trial, spec, epoch })
      }),
    drop: async (trial) => {
      if (child !== undefined) send({ kind: 'drop', trial })
    },
    close: async () => {
      signal?.removeEventListener('abort', stop)
      child?.disconnect()
    },
  }
}
