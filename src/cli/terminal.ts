import pc from 'picocolors'
import type { Faults } from '../codec/index.ts'
import { drawFaults } from '../codec/index.ts'
import { EngineError } from '../engines/index.ts'

/** How a command speaks: results to standard output, everything else to standard error. */
export interface Terminal {
  readonly print: (line: string) => void
  readonly log: (line: string) => void
  /** Whether standard error is a terminal, so that lines may be drawn over. */
  readonly interactive: boolean
  readonly colours: ReturnType<typeof pc.createColors>
}

/** What a command ends with: 0 done, 1 the input or the system did not allow it, 2 wrong usage. */
export type ExitCode = 0 | 1 | 2

/** A command that was parsed and is ready to run. */
export type Run = (terminal: Terminal) => Promise<ExitCode>

const wantsColour = ({ env, stderr }: NodeJS.Process): boolean =>
  stderr.isTTY && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb'

/** Whoever reads may stop, as `head` does: what is written afterwards is lost, the work is not. */
const writerTo = (stream: NodeJS.WriteStream): ((line: string) => void) => {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
  return (line) => void stream.write(`${line}\n`)
}

/** The terminal of a process. */
export const terminalOf = (process: NodeJS.Process): Terminal => ({
  print: writerTo(process.stdout),
  log: writerTo(process.stderr),
  interactive: process.stderr.isTTY,
  colours: pc.createColors(wantsColour(process)),
})

/** Says what is wrong, for people or for machines, and ends with 1. */
export const refuse = (terminal: Terminal, faults: Faults | ReadonlyArray<Faults[0]>, json = false): ExitCode => {
  if (json) terminal.print(JSON.stringify({ faults }))
  else terminal.log(terminal.colours.red(drawFaults(faults)))
  return 1
}

/** An engine that fails is refused like wrong input: with what it said and what helps. */
export const refusingFailures = async (
  terminal: Terminal,
  json: boolean,
  action: () => Promise<ExitCode>,
): Promise<ExitCode> => {
  try {
    return await action()
  } catch (error) {
    if (error instanceof EngineError) return refuse(terminal, [error.fault], json)
    throw error
  }
}
