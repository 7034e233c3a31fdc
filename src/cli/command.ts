import { readFile } from 'node:fs/promises'
import process from 'node:process'
import { checkParser } from './commands/check.ts'
import { denoiseParser } from './commands/denoise.ts'
import { describeParser } from './commands/describe.ts'
import { detectParser } from './commands/detect.ts'
import { encodeParser } from './commands/encode.ts'
import { evaluateParser } from './commands/evaluate.ts'
import { reconstructParser } from './commands/reconstruct.ts'
import { trainParser } from './commands/train.ts'
import { or, parse } from './parser.ts'
import { terminalOf } from './terminal.ts'

const commands = or(
  trainParser,
  evaluateParser,
  describeParser,
  checkParser,
  encodeParser,
  reconstructParser,
  denoiseParser,
  detectParser,
)

/** The version in package.json, two folders up both from src/cli and from dist/cli. */
const versionOf = async (): Promise<string> => {
  const { version }: { readonly version?: string } = JSON.parse(
    await readFile(new URL('../../package.json', import.meta.url), 'utf8'),
  )
  return version ?? 'unknown'
}

/** Runs the command as its words and its terminal are given to this process. */
export const isthmus = async (): Promise<void> => {
  const terminal = terminalOf(process)
  const run = parse(commands, await versionOf(), terminal.colours.isColorSupported)
  try {
    process.exitCode = await run(terminal)
  } catch (error) {
    terminal.log(`isthmus failed unexpectedly: ${error instanceof Error ? error.message : String(error)}`)
    if (process.env['ISTHMUS_DEBUG'] !== undefined) terminal.log(error instanceof Error ? (error.stack ?? '') : '')
    else terminal.log('this is an error of isthmus itself; ISTHMUS_DEBUG=1 prints where')
    process.exitCode = 1
  }
}
