import process from 'node:process'
import { commands } from './commands/registry.ts'
import { packageVersion } from '../fitted/packageVersion.ts'
import type { UsageError } from './parser.ts'
import { parse, parserOf } from './parser.ts'
import type { ExitCode, Terminal } from './terminal.ts'
import { terminalOf } from './terminal.ts'

/** Reports a wrong command line: what is wrong, the usage of the command, where its options are explained. */
const reportUsage =
  (terminal: Terminal) =>
  ({ command, usage, message, json }: UsageError): void => {
    const name = command === undefined ? 'isthmus' : `isthmus ${command}`
    if (json) {
      const fault = { fault: 'wrong usage', where: name, expected: usage, found: message, remedy: `see ${name} --help` }
      terminal.print(JSON.stringify({ faults: [fault] }))
      return
    }
    terminal.log(terminal.colours.red(`${name}: ${message}`))
    terminal.log(`usage: ${usage}`)
    terminal.log(`${name} --help explains ${command === undefined ? 'the commands' : 'the options'}`)
  }

const reportCrash = (terminal: Terminal, error: unknown): void => {
  terminal.log(`isthmus failed unexpectedly: ${error instanceof Error ? error.message : String(error)}`)
  if (process.env['ISTHMUS_DEBUG'] === undefined)
    terminal.log('this is an error in isthmus itself; set ISTHMUS_DEBUG=1 to print the stack trace')
  else terminal.log(error instanceof Error ? (error.stack ?? '') : '')
}

/** Runs the command of these arguments, and gives its exit code. */
export const runCommand = async (words: ReadonlyArray<string>, terminal: Terminal): Promise<ExitCode> => {
  const report = reportUsage(terminal)
  try {
    const names = commands.map(({ name }) => name)
    const parser = await parserOf(commands, words)
    return await parse(parser, { names, version: packageVersion, words, report }, terminal)(terminal)
  } catch (error) {
    reportCrash(terminal, error)
    return 1
  }
}

/** Runs the command of the process’s arguments. */
export const isthmus = async (): Promise<void> => {
  process.exitCode = await runCommand(process.argv.slice(2), terminalOf(process))
}
