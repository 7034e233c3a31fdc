import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Fallible } from '../../codec/index.ts'
import { counted, failure, nearest, show } from '../../codec/index.ts'
import type { FallibleTask } from '../../data/files/index.ts'
import type { CheckProgress, Laws, Options, Report } from '../../laws/index.ts'
import { drawReport, layerLaws, modelLaws, NoCases, verifyAsync } from '../../laws/index.ts'
import type { LayerDefinition } from '../../layers/index.ts'
import type { Model } from '../../model/index.ts'
import type { SpecFile } from '../../node/readSpec.ts'
import { readModel } from '../../node/readSpec.ts'
import { present } from '../../tensor/present.ts'
import type { SpecValues } from '../options.ts'
import { specOptions } from '../options.ts'
import { command, count, json, words } from '../parser.ts'
import { withStatus, yieldEvery } from '../status.ts'
import type { Output, Terminal } from '../terminal.ts'

interface Values extends SpecValues {
  readonly layer: string | undefined
  readonly cases: number | undefined
  readonly seed: number | undefined
  readonly path: string | undefined
  readonly json: boolean
}

/** The default number of cases for a layer, and for a model. */
const layerCases = 100
const modelCases = 10

const optionsOf = ({ cases, seed, path }: Values, defaultCases: number) => ({
  cases: cases ?? defaultCases,
  ...present({ seed, path }),
})

/** Verifies laws, with a line about the progress in a terminal. */
const verifyWithStatus = <Case>(terminal: Terminal, laws: Laws<Case>, options: Required<Pick<Options, 'cases'>>) => {
  let progress: CheckProgress = { cases: 0, failed: false }
  const yieldNow = yieldEvery(100)
  const onCase = (now: CheckProgress): Promise<void> => {
    progress = now
    return yieldNow()
  }
  const text = (): string =>
    `checking ${laws.subject}, ${progress.failed ? 'looking for a smaller counterexample' : `${progress.cases} of ${counted(options.cases, 'case')}`}`
  return withStatus(terminal, text, () => verifyAsync(laws, onCase, options))
}

/** A report on the laws of a layer; none for a layer that accepts none of the small inputs drawn for it. */
const checkLayer = async (
  { registry: { layers } }: SpecFile,
  definition: LayerDefinition,
  values: Values,
  terminal: Terminal,
): Promise<Report | undefined> => {
  try {
    return await verifyWithStatus(terminal, layerLaws(definition, layers), optionsOf(values, layerCases))
  } catch (error) {
    if (!(error instanceof NoCases)) throw error
    terminal.log(`${error.message}; its laws were not tested`)
    return undefined
  }
}

const findLayer = ({ registry: { layers } }: SpecFile, name: string): Fallible<LayerDefinition> => {
  const definition = Object.hasOwn(layers, name) ? layers[name] : undefined
  if (definition !== undefined) return Either.right(definition)
  const near = nearest(name, Object.keys(layers))
  const remedy = near === undefined ? undefined : `did you mean "${near}"?`
  return failure({
    fault: 'unknown name',
    where: '--layer',
    expected: 'a layer',
    found: show(name),
    ...present({ remedy }),
  })
}

/** The layers to check: the one that is named, or the user's own. `--path` replays a failure of the model alone. */
const layersToCheck = (file: SpecFile, { layer, path }: Values): Fallible<ReadonlyArray<LayerDefinition>> =>
  layer === undefined
    ? Either.right(path === undefined ? file.own : [])
    : pipe(
        findLayer(file, layer),
        Either.map((definition) => [definition]),
      )

const draw = (report: Report): ReadonlyArray<string> => [
  drawReport(report),
  ...(report.failure === undefined ? report.laws.map((law) => `  ${law}`) : []),
]

/** Makes a report; none where nothing could be tested. */
type Check = () => Promise<Report | undefined>

const checksOf = (
  file: SpecFile & { readonly model: Model },
  layers: ReadonlyArray<LayerDefinition>,
  values: Values,
  terminal: Terminal,
): ReadonlyArray<Check> => [
  ...layers.map((definition) => () => checkLayer(file, definition, values, terminal)),
  ...(values.layer === undefined
    ? [() => verifyWithStatus(terminal, modelLaws(file.model), optionsOf(values, modelCases))]
    : []),
]

/** Runs the checks one by one and prints each report as soon as it is there. */
const runChecks = async (checks: ReadonlyArray<Check>, values: Values, terminal: Terminal): Promise<Output> => {
  const reports: Array<Report> = []
  for (const run of checks) {
    const report = await run()
    if (report === undefined) continue
    reports.push(report)
    for (const line of values.json ? [JSON.stringify(report)] : draw(report)) terminal.print(line)
  }
  const holds = reports.length > 0 && reports.every(({ failure: found }) => found === undefined)
  return { lines: [], code: holds ? 0 : 1 }
}

const check = (values: Values, terminal: Terminal): FallibleTask<Output> =>
  pipe(
    readModel(values.spec, { layers: values.layers }),
    TaskEither.bindTo('file'),
    TaskEither.bind('layers', ({ file }) => TaskEither.fromEither(layersToCheck(file, values))),
    TaskEither.flatMap(({ file, layers }) =>
      TaskEither.fromTask(() => runChecks(checksOf(file, layers, values, terminal), values, terminal)),
    ),
  )

export const checkCommand = command(
  [
    'isthmus check specs/mnist.ts',
    'isthmus check model.json --cases 100',
    'isthmus check model.json --seed 42 --path "0:1"',
    'isthmus check model.json --layers my-layers.ts --layer gain --cases 1000',
  ],
  {
    ...specOptions,
    layer: words('--layer', 'NAME', 'Tests only this layer.'),
    cases: count('--cases', 'Number of random cases; by default 10 for the model, 100 for a layer.'),
    seed: count('--seed', 'Seed printed by a failed check, to replay it.', { min: -2147483648 }),
    path: words('--path', 'TEXT', 'Path printed by a failed check, to replay it.'),
    json,
  },
  check,
)
