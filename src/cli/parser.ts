import { object, or } from '@optique/core/constructs'
import type { Message } from '@optique/core/message'
import { commandLine, lineBreak, message, text } from '@optique/core/message'
import { map, optional, withDefault } from '@optique/core/modifiers'
import { argument, command as commandParser, option } from '@optique/core/primitives'
import type { InferValue, Parser } from '@optique/core/parser'
import { choice, float, integer, string } from '@optique/core/valueparser'
import { run } from '@optique/run'
import type { Run, Terminal } from './terminal.ts'
import { refusingFailures } from './terminal.ts'

/** The command line, in the words of one parser library: the only module that knows it. */

const say = (words: string): Message => [text(words)]

/** A path or name that must be given. */
export const operand = (metavar: 'SPEC' | 'RUN', description: string) =>
  argument(string({ metavar }), { description: say(description) })

type Flag = `--${string}`

/** An option with text, absent unless given. */
export const words = (
  name: Flag,
  metavar: 'FILE' | 'DIR' | 'COLUMN' | 'COLUMNS' | 'VALUE' | 'NAME' | 'TEXT',
  description: string,
) => optional(option(name, string({ metavar }), { description: say(description) }))

/** An option with a whole number, absent unless given. */
export const count = (
  name: Flag,
  description: string,
  { min = 1, ...bounds }: { readonly min?: number; readonly max?: number } = {},
) => optional(option(name, integer({ metavar: 'N', min, ...bounds }), { description: say(description) }))

/** An option with one of some words, absent unless given. */
export const oneOf = <const Word extends string>(name: Flag, choices: ReadonlyArray<Word>, description: string) =>
  optional(option(name, choice(choices, { metavar: 'NAME' }), { description: say(description) }))

/** An option with a number, absent unless given. */
export const amount = (
  name: Flag,
  description: string,
  bounds: { readonly min?: number; readonly max?: number } = {},
) => optional(option(name, float({ metavar: 'X', ...bounds }), { description: say(description) }))

/** An option that is there or not. */
export const flag = (name: Flag, description: string) =>
  withDefault(option(name, { description: say(description) }), false)

export const json = flag('--json', 'Print JSON, for machines.')

/** What a command's help says. */
export interface Help {
  readonly name: string
  readonly brief: string
  /** Command lines that work. */
  readonly examples: ReadonlyArray<string>
}

const exampleLines = (examples: ReadonlyArray<string>): Message => [
  text('Examples:'),
  ...examples.flatMap((line) => [lineBreak(), text('  '), commandLine(line)]),
]

/** The options of a command by name. */
type Options = Readonly<Record<string, Parser<'sync', unknown, unknown>>>

/** What options parse to. */
type Values<O extends Options> = { readonly [K in keyof O]: InferValue<O[K]> }

/** A command: its options, and what it does with them. */
export const command = <const O extends Options>(
  { name, brief, examples }: Help,
  options: O,
  action: (values: Values<O>, terminal: Terminal) => ReturnType<Run>,
) =>
  commandParser(
    name,
    // The library infers the values of known options; behind a type parameter it has to be told.
    map(
      object<Options>(options),
      (values): Run =>
        (terminal) =>
          refusingFailures(terminal, values['json'] === true, () => action(values as Values<O>, terminal)),
    ),
    { brief: say(brief), footer: exampleLines(examples) },
  )

export { or }

/** Parses the arguments of the process. Help and version end it with 0, wrong usage with 2. */
export const parse = (commands: Parameters<typeof run>[0], version: string, colours: boolean): Run =>
  run(commands, {
    programName: 'isthmus',
    help: 'both',
    version: { value: version, option: true },
    errorExitCode: 2,
    aboveError: 'usage',
    colors: colours,
    brief: message`Autoencoders: specs, training, evaluation, tasks.`,
    footer: exampleLines(['isthmus train specs/mnist.ts --out runs/mnist', 'isthmus train --help']),
  }) as Run
