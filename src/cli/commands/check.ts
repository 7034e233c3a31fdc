import * as Either from 'fp-ts/lib/Either.js'
import type { Faults } from '../../codec/index.ts'
import { nearest, show } from '../../codec/index.ts'
import type { Options, Report } from '../../laws/index.ts'
import { drawReport, layerLaws, modelLaws, NoCases, verify } from '../../laws/index.ts'
import type { LayerDefinition } from '../../layers/index.ts'
import { library } from '../../format/index.ts'
import { command, count, json, words } from '../parser.ts'
import type { SpecFile, SpecValues } from '../specFile.ts'
import { openModel, specOptions } from '../specFile.ts'
import type { ExitCode, Terminal } from '../terminal.ts'
import { refuse } from '../terminal.ts'

interface Values extends SpecValues {
  readonly layer: string | undefined
  readonly cases: number | undefined
  readonly seed: number | undefined
  readonly path: string | undefined
  readonly json: boolean
}

/** What a user's own layer is tried on, where the command line does not say. */
const casesOfLayers = 100

const optionsOf = ({ cases, seed, path }: Values, otherwise: number): Options => ({
  cases: cases ?? otherwise,
  ...(seed === undefined ? {} : { seed }),
  ...(path === undefined ? {} : { path }),
})

/** A report on the laws of a layer; nothing but a remark on one that accepts none of the small inputs drawn for it. */
const checkLayer = (
  { registry: { layers } }: SpecFile,
  row: LayerDefinition,
  values: Values,
  { log }: Terminal,
): ReadonlyArray<Report> => {
  try {
    return [verify(layerLaws(row, layers), optionsOf(values, casesOfLayers))]
  } catch (error) {
    if (!(error instanceof NoCases)) throw error
    log(`${error.message}; its laws were not tried`)
    return []
  }
}

/** The layer that is asked for alone. */
const findLayer = ({ registry: { layers } }: SpecFile, name: string): Either.Either<Faults, LayerDefinition> => {
  const row = Object.hasOwn(layers, name) ? layers[name] : undefined
  if (row !== undefined) return Either.right(row)
  const near = nearest(name, Object.keys(layers))
  const remedy = near === undefined ? {} : { remedy: `did you mean "${near}"?` }
  return Either.left([{ fault: 'unknown name', where: '--layer', expected: 'a layer', found: show(name), ...remedy }])
}

/** What is checked: one layer, or the user's own and the model. A path that replays the model's failure is its own. */
const subjects = (file: SpecFile, { layer, path }: Values): Either.Either<Faults, ReadonlyArray<LayerDefinition>> => {
  if (layer === undefined) return Either.right(path === undefined ? file.own : [])
  return Either.map((row: LayerDefinition) => [row])(findLayer(file, layer))
}

const draw = (report: Report): ReadonlyArray<string> => [
  drawReport(report),
  ...(report.failure === undefined ? report.laws.map((law) => `  ${law}`) : []),
]

const check = async (values: Values, terminal: Terminal): Promise<ExitCode> => {
  const file = await openModel(library, values)
  if (Either.isLeft(file)) return refuse(terminal, file.left, values.json)
  const { model } = file.right
  const rows = subjects(file.right, values)
  if (Either.isLeft(rows)) return refuse(terminal, rows.left, values.json)
  const reports = [
    ...rows.right.flatMap((row) => checkLayer(file.right, row, values, terminal)),
    ...(values.layer === undefined ? [verify(modelLaws(model), optionsOf(values, 10))] : []),
  ]
  for (const report of reports)
    for (const line of values.json ? [JSON.stringify(report)] : draw(report)) terminal.print(line)
  return reports.length > 0 && reports.every(({ failure }) => failure === undefined) ? 0 : 1
}

export const checkParser = command(
  {
    name: 'check',
    brief:
      'Test the gradient of a spec and the layers that it defines: against dual numbers and differences, for linearity and purity.',
    examples: [
      'isthmus check specs/mnist.ts',
      'isthmus check model.json --cases 100',
      'isthmus check model.json --seed 42 --path "0:1"',
      'isthmus check model.json --layers my-layers.ts --layer gain --cases 1000',
    ],
  },
  {
    ...specOptions,
    layer: words('--layer', 'NAME', 'Test the laws of this layer alone.'),
    cases: count('--cases', 'How many random points; 10 by default, 100 for a layer.'),
    seed: count('--seed', 'What a failure printed, to see it again.', { min: -2147483648 }),
    path: words('--path', 'TEXT', 'What a failure printed, to see it again.'),
    json,
  },
  check,
)
