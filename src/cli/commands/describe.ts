import Table from 'cli-table3'
import * as Either from 'fp-ts/lib/Either.js'
import type { Model } from '../../model/index.ts'
import type { Spec } from '../../format/index.ts'
import { encodeSpec, library } from '../../format/index.ts'
import type { Description } from '../../tasks/index.ts'
import { describe, equations } from '../../tasks/index.ts'
import { drawShape } from '../../tensor/shape.ts'
import { command, flag, json } from '../parser.ts'
import type { SpecValues } from '../specFile.ts'
import { openModel, specOptions } from '../specFile.ts'
import type { ExitCode, Terminal } from '../terminal.ts'
import { refuse } from '../terminal.ts'

const grouped = (value: number): string => value.toLocaleString('en-US')

/** Bytes as people read them. */
const bytes = (value: number): string =>
  value < 1e6
    ? `${(value / 1e3).toFixed(1)} kB`
    : value < 1e9
      ? `${(value / 1e6).toFixed(1)} MB`
      : `${(value / 1e9).toFixed(1)} GB`

const table = ({ layers }: Description): string => {
  const drawn = new Table({
    head: ['layer', 'kind', 'output', 'parameters', 'FLOPs a row'],
    colAligns: ['left', 'left', 'left', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  })
  for (const { name, layer, output, parameters, flops } of layers)
    drawn.push([name, layer, drawShape(output), grouped(parameters), grouped(flops)])
  return drawn.toString()
}

const drawCondition = ({ spec, width }: NonNullable<Model['condition']>): string =>
  spec.columns === undefined ? `its class, one of ${width}` : `${width} numbers`

const batchOf = (spec: Spec): number => (spec.kind === 'experiment' ? spec.batchSize : 1)

const totals = ({ parameters, forward, step }: Description): ReadonlyArray<string> => [
  `parameters     ${grouped(parameters)}, ${bytes(4 * parameters)} in float32`,
  `forward        ${grouped(forward.flops)} FLOPs a row`,
  `loss, gradient ${grouped(step.flops)} FLOPs and ${bytes(step.bytes)} of intermediate results for a batch of ${step.batch}`,
]

const describeCommand = async (
  values: SpecValues & {
    readonly math: boolean
    readonly latex: boolean
    readonly toJson: boolean
    readonly json: boolean
  },
  terminal: Terminal,
): Promise<ExitCode> => {
  const file = await openModel(library, values)
  if (Either.isLeft(file)) return refuse(terminal, file.left, values.json)
  const { model, spec, registry } = file.right
  if (values.toJson) {
    terminal.print(JSON.stringify(encodeSpec(registry, spec), null, 2))
    return 0
  }
  const description = describe(model, batchOf(spec))
  const math = values.math || values.latex ? equations(model, values.latex ? 'latex' : 'plain') : []
  if (values.json) {
    terminal.print(JSON.stringify({ ...description, ...(math.length > 0 ? { equations: math } : {}) }))
    return 0
  }
  terminal.print(`${drawShape(model.input)} → ${drawShape(model.code)} → ${drawShape(model.input)}`)
  if (model.condition !== undefined) terminal.print(`told of every row: ${drawCondition(model.condition)}`)
  terminal.print(table(description))
  for (const line of totals(description)) terminal.print(line)
  for (const { name, layer, lines } of math) {
    terminal.print(`\n${name} ${layer}`)
    for (const line of lines) terminal.print(`  ${line}`)
  }
  return 0
}

export const describeParser = command(
  {
    name: 'describe',
    brief: 'Show the layers of a spec with shapes, parameters and operations, and its equations.',
    examples: [
      'isthmus describe specs/mnist.ts',
      'isthmus describe specs/mnist.ts --math',
      'isthmus describe specs/mnist.ts --to-json > mnist.json',
    ],
  },
  {
    ...specOptions,
    math: flag('--math', 'Print the equations of every layer, forward and backward.'),
    latex: flag('--latex', 'Print them as LaTeX.'),
    toJson: flag('--to-json', 'Print the spec as JSON instead.'),
    json,
  },
  describeCommand,
)
