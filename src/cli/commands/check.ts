import * as Either from 'fp-ts/lib/Either.js'
import type { Faults } from '../../codec/index.ts'
import { nearest, show } from '../../codec/index.ts'
import type { Options, Report } from '../../laws/index.ts'
import { drawReport, layerLaws, modelLaws, verify } from '../../laws/index.ts'
import type { Model } from '../../model/index.ts'
import { library } from '../../spec/index.ts'
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

/** The laws of the layer that is asked for. */
const checkLayer = (
  { registry: { layers } }: SpecFile,
  name: string,
  values: Values,
): Either.Either<Faults, ReadonlyArray<Report>> => {
  const row = Object.hasOwn(layers, name) ? layers[name] : undefined
  if (row !== undefined) return Either.right([verify(layerLaws(row, layers), optionsOf(values, casesOfLayers))])
  const near = nearest(name, Object.keys(layers))
  const remedy = near === undefined ? {} : { remedy: `did you mean "${near}"?` }
  return Either.left([{ fault: 'unknown name', where: '--layer', expected: 'a layer', found: show(name), ...remedy }])
}

/** The user's own layers, then the model. What replays a failure of the model is no path through other cases. */
const checkAll = ({ own, registry, model }: SpecFile & { readonly model: Model }, values: Values) => [
  ...(values.path === undefined ? own : []).map((row) =>
    verify(layerLaws(row, registry.layers), optionsOf(values, casesOfLayers)),
  ),
  verify(modelLaws(model), optionsOf(values, 10)),
]

const draw = (report: Report): ReadonlyArray<string> => [
  drawReport(report),
  ...(report.failure === undefined ? report.laws.map((law) => `  ${law}`) : []),
]

const check = async (values: Values, terminal: Terminal): Promise<ExitCode> => {
  const file = await openModel(library, values)
  if (Either.isLeft(file)) return refuse(terminal, file.left, values.json)
  const reports =
    values.layer === undefined
      ? Either.right(checkAll(file.right, values))
      : checkLayer(file.right, values.layer, values)
  if (Either.isLeft(reports)) return refuse(terminal, reports.left, values.json)
  for (const report of reports.right)
    for (const line of values.json ? [JSON.stringify(report)] : draw(report)) terminal.print(line)
  return reports.right.every(({ failure }) => failure === undefined) ? 0 : 1
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
    seed: count('--seed', 'What a failure printed, to see it again.', -2147483648),
    path: words('--path', 'TEXT', 'What a failure printed, to see it again.'),
    json,
  },
  check,
)
