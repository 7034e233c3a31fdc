import * as Either from 'fp-ts/lib/Either.js'
import pc from 'picocolors'
import type { Fault } from '../codec/index.ts'
import { drawFault, drawFaults, IsthmusError } from '../codec/index.ts'
import { EngineError } from '../engines/engine.ts'
import type { SignalCode } from './abortOnSignal.ts'
import type { FallibleTask } from '../data/files/index.ts'
import { faultOf } from '../data/system.ts'

/** Where a command writes: results to standard output, everything else to standard error. */
export interface Terminal {
  readonly print: (line: string) => void
  readonly log: (line: string) => void
  /** Whether standard error is a terminal, so that lines may be drawn over. */
  readonly interactive: boolean
  readonly colours: ReturnType<typeof pc.createColors>
}

/** 0 done, 1 the input or the system did not allow it, 2 wrong usage; more where a signal ended it. */
export type ExitCode = 0 | 1 | 2 | SignalCode

/** A command with its options, ready to run. */
export type Run = (terminal: Terminal) => Promise<ExitCode>

/** The result of a command, as text and as JSON; without `json` the lines are printed in both cases. */
export interface Output {
  readonly lines: ReadonlyArray<string>
  readonly json?: unknown
  readonly code?: ExitCode
}

const wantsColour = ({ env, stderr }: NodeJS.Process): boolean =>
  stderr.isTTY && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb'

/** A reader may stop reading, as `head` does: later lines are lost, the command goes on. */
const writerTo = (
  stream: NodeJS.WriteStream,
  onError: (error: NodeJS.ErrnoException) => void,
): ((line: string) => void) => {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') onError(error)
  })
  return (line) => void stream.write(`${line}\n`)
}

/** The terminal of a process. A result that cannot be written ends the process with 1; messages are lost. */
export const terminalOf = (process: NodeJS.Process): Terminal => {
  const log = writerTo(process.stderr, () => undefined)
  const print = writerTo(process.stdout, (error) => {
    log(drawFault(faultOf('standard output', 'an output that can be written', error)))
    process.exit(1)
  })
  return {
    print,
    log,
    interactive: process.stderr.isTTY,
    colours: pc.createColors(wantsColour(process)),
  }
}

/** Prints faults, as text or as JSON. The exit code is 2 for wrong usage, else 1. */
export const refuse = (terminal: Terminal, faults: ReadonlyArray<Fault>, json: boolean): ExitCode => {
  if (json) terminal.print(JSON.stringify({ faults }))
  else terminal.log(terminal.colours.red(drawFaults(faults)))
  return faults.some(({ fault }) => fault === 'wrong usage') ? 2 : 1
}

const faultsOf = (error: unknown): ReadonlyArray<Fault> => {
  if (error instanceof EngineError) return [error.fault]
  if (error instanceof IsthmusError) return error.faults
  throw error
}

/** Runs a command to its end: prints its output, or what is wrong. */
export const finish = async (terminal: Terminal, json: boolean, task: FallibleTask<Output>): Promise<ExitCode> => {
  try {
    const result = await task()
    if (Either.isLeft(result)) return refuse(terminal, result.left, json)
    const { lines, json: value, code = 0 } = result.right
    for (const line of json && value !== undefined ? [JSON.stringify(value)] : lines) terminal.print(line)
    return code
  } catch (error) {
    return refuse(terminal, faultsOf(error), json)
  }
}
