import { counted } from '../../codec/index.ts'
import Table from 'cli-table3'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { FallibleTask } from '../../data/files/index.ts'
import type { Model } from '../../model/index.ts'
import type { Spec } from '../../format/index.ts'
import { encodeSpec } from '../../format/index.ts'
import type { SpecFile } from '../../node/readSpec.ts'
import { readModel } from '../../node/readSpec.ts'
import type { Description, Equations } from '../../tasks/index.ts'
import { describe, equations } from '../../tasks/index.ts'
import { drawShape } from '../../tensor/shape.ts'
import type { SpecValues } from '../options.ts'
import { specOptions } from '../options.ts'
import { command, flag, json } from '../parser.ts'
import type { Output } from '../terminal.ts'

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
    head: ['layer', 'kind', 'output', 'parameters', 'FLOPs per row'],
    colAligns: ['left', 'left', 'left', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  })
  for (const { name, layer, output, parameters, flops } of layers)
    drawn.push([name, layer, drawShape(output), grouped(parameters), grouped(flops)])
  return drawn.toString()
}

const drawCondition = ({ spec, width }: NonNullable<Model['condition']>): string =>
  spec.columns === undefined ? `class (${width})` : counted(width, 'column')

const batchOf = (spec: Spec): number => (spec.kind === 'experiment' ? spec.batchSize : 1)

const totals = ({ parameters, forward, step }: Description): ReadonlyArray<string> => [
  `parameters     ${grouped(parameters)}, ${bytes(4 * parameters)} in float32`,
  `forward        ${grouped(forward.flops)} FLOPs per row`,
  `loss, gradient ${grouped(step.flops)} FLOPs and ${bytes(step.bytes)} of intermediate results per batch of ${step.batch}`,
]

interface Values extends SpecValues {
  readonly math: boolean
  readonly latex: boolean
  readonly toJson: boolean
  readonly json: boolean
}

const equationLines = (equationList: ReadonlyArray<Equations>): ReadonlyArray<string> =>
  equationList.flatMap(({ name, layer, lines }) => ['', `${name} ${layer}`, ...lines.map((line) => `  ${line}`)])

const specOutput = ({ registry, spec }: SpecFile): Output => {
  const encoded = encodeSpec(registry, spec)
  return { lines: [JSON.stringify(encoded, null, 2)], json: encoded }
}

const outputOf = ({ model, spec }: SpecFile & { readonly model: Model }, { math, latex }: Values): Output => {
  const description = describe(model, batchOf(spec))
  const equationList = math || latex ? equations(model, latex ? 'latex' : 'plain') : []
  return {
    lines: [
      `${drawShape(model.input)} → ${drawShape(model.code)} → ${drawShape(model.output)}`,
      ...(model.condition === undefined ? [] : [`condition: ${drawCondition(model.condition)}`]),
      table(description),
      ...totals(description),
      ...equationLines(equationList),
    ],
    json: { ...description, ...(equationList.length > 0 ? { equations: equationList } : {}) },
  }
}

const showModel = (values: Values): FallibleTask<Output> =>
  pipe(
    readModel(values.spec, { layers: values.layers }),
    TaskEither.map((file) => (values.toJson ? specOutput(file) : outputOf(file, values))),
  )

export const describeCommand = command(
  [
    'isthmus describe specs/mnist.ts',
    'isthmus describe specs/mnist.ts --math',
    'isthmus describe runs/mnist',
    'isthmus describe specs/mnist.ts --to-json > mnist.json',
  ],
  {
    ...specOptions,
    math: flag('--math', 'Also print the equations of every layer, forward and backward.'),
    latex: flag('--latex', 'Print the equations as LaTeX; implies --math.'),
    toJson: flag('--to-json', 'Print the spec as JSON instead.'),
    json,
  },
  showModel,
)
