import { object, or } from '@optique/core/constructs'
import type { Message } from '@optique/core/message'
import { commandLine, lineBreak, message, text } from '@optique/core/message'
import { map, multiple, optional, withDefault } from '@optique/core/modifiers'
import { argument, command as commandParser, option } from '@optique/core/primitives'
import type { InferValue, Parser } from '@optique/core/parser'
import { getDocPage } from '@optique/core/parser'
import { formatUsage } from '@optique/core/usage'
import { choice, float, integer, string } from '@optique/core/valueparser'
import { run } from '@optique/run'
import type { FallibleTask } from '../data/files/index.ts'
import type { ExitCode, Output, Run, Terminal } from './terminal.ts'
import { finish } from './terminal.ts'

/** The command line. No other module knows the parser library. */

const sentence = (words: string): Message => [text(words)]

/** A required path. */
export const operand = (metavar: 'SPEC' | 'SPACE' | 'RUN' | 'SPEC|RUN' | 'FILE' | 'RUN|FILE', description: string) =>
  argument(string({ metavar }), { description: sentence(description) })

type Flag = `--${string}`

/** An option with text, optional. */
export const words = (
  name: Flag,
  metavar: 'FILE' | 'DIR' | 'COLUMN' | 'COLUMNS' | 'VALUE' | 'NAME' | 'NAMES' | 'TEXT',
  description: string,
) => optional(option(name, string({ metavar }), { description: sentence(description) }))

/** An option with text that may be given several times. */
export const several = (name: Flag, metavar: 'RUN' | 'VALUE', description: string) =>
  multiple(option(name, string({ metavar }), { description: sentence(description) }))

/** An option with a whole number, optional. */
export const count = (
  name: Flag,
  description: string,
  { min = 1, ...bounds }: { readonly min?: number; readonly max?: number } = {},
) => optional(option(name, integer({ metavar: 'N', min, ...bounds }), { description: sentence(description) }))

/** An option with one of some words, optional. */
export const oneOf = <const Word extends string>(name: Flag, choices: ReadonlyArray<Word>, description: string) =>
  optional(option(name, choice(choices, { metavar: 'NAME' }), { description: sentence(description) }))

/** An option with a number, optional. */
export const amount = (
  name: Flag,
  description: string,
  bounds: { readonly min?: number; readonly max?: number } = {},
) => optional(option(name, float({ metavar: 'X', ...bounds }), { description: sentence(description) }))

/** An option without a value. */
export const flag = (name: Flag, description: string) =>
  withDefault(option(name, { description: sentence(description) }), false)

export const json = flag('--json', 'Print JSON.')

const exampleLines = (examples: ReadonlyArray<string>): Message => [
  text('Examples:'),
  ...examples.flatMap((line) => [lineBreak(), text('  '), commandLine(line)]),
]

/** The options of a command by name. */
type Options = Readonly<Record<string, Parser<'sync', unknown, unknown>>>

/** What options parse to. */
type Values<O extends Options> = { readonly [K in keyof O]: InferValue<O[K]> }

/** Parses the words of one command, or of several. */
export type CommandParser = Parser<'sync', Run, unknown>

/** A command, which is given its name and its summary for the help text. */
export type Command = (name: string, summary: string) => CommandParser

/** A command as the list of all of them holds it: its options are loaded when it is called. */
export interface CommandEntry {
  readonly name: string
  /** What help says of it, in a sentence or two. */
  readonly summary: string
  readonly load: () => Promise<Command>
}

/** A command: command lines that work, its options, and the action that takes their values. */
export const command =
  <const O extends Options>(
    examples: ReadonlyArray<string>,
    options: O,
    action: (values: Values<O>, terminal: Terminal) => FallibleTask<Output>,
  ): Command =>
  (name, summary) =>
    commandParser(
      name,
      // The library infers the values of known options, but not those of a type parameter.
      map(
        object<Options>(options),
        (values): Run =>
          (terminal) =>
            finish(terminal, values['json'] === true, action(values as Values<O>, terminal)),
      ),
      { brief: sentence(summary), footer: exampleLines(examples) },
    )

/** A command of which help shows the summary alone. */
const unloaded: Command = command([], {}, () => {
  throw new Error('a command ran whose options were not loaded')
})

/**
 * The parser of all commands. Loads the options of the command that the words name, of all of them to complete words, and
 * else of none: help lists names and summaries.
 */
export const parserOf = async (
  entries: ReadonlyArray<CommandEntry>,
  [first]: ReadonlyArray<string>,
): Promise<CommandParser> => {
  const isNeeded = ({ name }: CommandEntry): boolean => name === first || first === 'completion'
  return or(
    ...(await Promise.all(
      entries.map(async (entry) => (isNeeded(entry) ? await entry.load() : unloaded)(entry.name, entry.summary)),
    )),
  )
}

/** A wrong command line: the arguments, and what is wrong with them. */
export interface UsageError {
  /** The command that was meant, if that can be seen. */
  readonly command: string | undefined
  /** How the command, or each of the commands, is called. */
  readonly usage: string
  readonly message: string
  /** Whether the command line asks for JSON. */
  readonly json: boolean
}

/** The usage line of a command. */
const usageOf = (commands: CommandParser, name: string): string | undefined => {
  const page = getDocPage(commands, [name])
  return page?.usage === undefined ? undefined : formatUsage('isthmus', page.usage)
}

const usageError = (
  commands: CommandParser,
  names: ReadonlyArray<string>,
  words: ReadonlyArray<string>,
  text: string,
): UsageError => {
  const command = names.find((name) => name === words[0])
  return {
    command,
    usage: (command === undefined ? undefined : usageOf(commands, command)) ?? `isthmus ${names.join(' | ')}`,
    message: text.replace(/^Error: /, '').replaceAll('`', ''),
    json: words.includes('--json'),
  }
}

/** Ends the parser where there is no command to run. */
class Exit extends Error {
  readonly code: ExitCode

  constructor(code: number) {
    super('the parser ended')
    this.code = code === 0 ? 0 : 2
  }
}

interface ParseOptions {
  readonly names: ReadonlyArray<string>
  readonly version: string
  readonly words: ReadonlyArray<string>
  readonly report: (error: UsageError) => void
}

/** Parses arguments. Help and version end with 0; wrong usage is reported and ends with 2. */
export const parse = (
  commands: CommandParser,
  { names, version, words, report }: ParseOptions,
  { print, colours }: Terminal,
): Run => {
  try {
    return run(commands, {
      programName: 'isthmus',
      args: words,
      help: { command: true, option: { names: ['--help', '-h'] } },
      version: { value: version, option: { names: ['--version', '-V'] } },
      completion: 'command',
      errorExitCode: 2,
      aboveError: 'none',
      stdout: print,
      stderr: (text) => report(usageError(commands, names, words, text)),
      onExit: (code) => {
        throw new Exit(code)
      },
      colors: colours.isColorSupported,
      brief: message`Autoencoders: training, evaluation, encoding, anomaly detection.`,
      footer: exampleLines(['isthmus train specs/mnist.ts --out runs/mnist', 'isthmus train --help']),
    })
  } catch (error) {
    if (!(error instanceof Exit)) throw error
    return async () => error.code
  }
}
