import type { ChildProcessByStdio } from 'node:child_process'
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import type { Contestant } from './contestants.ts'

/** What a contestant is asked, a line of JSON each; its answer is a line too. */
export type Request =
  | { readonly do: 'check' }
  | { readonly do: 'train'; readonly steps: number }
  | { readonly do: 'encode'; readonly rows: number; readonly times: number }

export interface Answer {
  /** Its name with its version, once it is ready. */
  readonly ready?: string
  readonly unsupported?: string
  readonly loss?: number
  readonly steps?: number
  readonly seconds?: number
}

/** A contestant in its process, ready for its turns. */
export interface Peer {
  readonly contestant: Contestant
  readonly version: string
  readonly ask: (request: Request) => Promise<Answer>
  /** The most memory that its process had, in bytes, where the system says it. */
  readonly peakMemory: () => number | undefined
  readonly close: () => Promise<void>
}

type Process = ChildProcessByStdio<Writable, Readable, Readable>

export const isAnswer = (value: unknown): value is Answer => typeof value === 'object' && value !== null

export const start = ([file, ...parameters]: Contestant['command'], environment: Contestant['environment']): Process =>
  spawn(file, parameters, {
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  })

/** The peak of resident memory that Linux keeps of a process. */
export const peakOf = (pid: number | undefined): number | undefined => {
  try {
    const found = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return found === undefined ? undefined : Number(found) * 1024
  } catch {
    return undefined
  }
}

/** Why a process ended: the last line of its error stream that names an error, or else the last. */
const complaint = (child: Process): (() => string) => {
  let [last, error] = ['', '']
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (line.trim() !== '') last = line.trim()
    if (/error/i.test(line)) error = line.trim()
  })
  return () => (error === '' ? last : error)
}

/** Starts a contestant on a job. Rejects with what it complains of where it does not come up. */
export const open = async (contestant: Contestant, folder: string): Promise<Peer> => {
  const child = start([...contestant.command, folder], contestant.environment)
  const why = complaint(child)
  child.stdin.on('error', () => undefined)
  const ended = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message))
    child.on('close', (code, signal) => resolve(`ended with ${signal ?? code}${why() === '' ? '' : `: ${why()}`}`))
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const answer = async (): Promise<Answer> => {
    const { value, done } = await lines.next()
    if (done === true) throw new Error(await ended)
    const parsed: unknown = JSON.parse(value)
    if (!isAnswer(parsed)) throw new Error(`not an answer: ${value}`)
    return parsed
  }
  const { ready, unsupported } = await answer()
  if (ready === undefined) throw new Error(`no ${unsupported ?? 'answer'}`)
  return {
    contestant,
    version: ready,
    ask: (request) => {
      child.stdin.write(`${JSON.stringify(request)}\n`)
      return answer()
    },
    peakMemory: () => peakOf(child.pid),
    close: async () => {
      child.stdin.end()
      const late = setTimeout(() => child.kill('SIGKILL'), 5000)
      await ended
      clearTimeout(late)
    },
  }
}
