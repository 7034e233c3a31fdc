import type { SourceSpec } from '../../data/index.ts'
import type { ExperimentSpec } from '../../format/index.ts'
import type { LayerSpec, Network } from '../../layers/index.ts'
import type { TermSpec } from '../../losses/index.ts'
import type { StepSpec } from '../../preprocessing/index.ts'

/** A value as TypeScript in the style of the specs: keys without quotes, text in single ones. */
const literal = (value: unknown): string => {
  if (typeof value === 'string')
    return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  if (typeof value !== 'object' || value === null) return String(value)
  const pairs = Object.entries(value).map(([key, one]) => `${keyOf(key)}: ${literal(one)}`)
  return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`
}

const keyOf = (key: string): string => (/^[A-Za-z_$][\w$]*$/.test(key) ? key : literal(key))

/** A call of a function with settings, where there are any. */
const call = (name: string, settings: object): string =>
  `${name}(${Object.keys(settings).length === 0 ? '' : literal(settings)})`

const layerText = ({ layer, ...settings }: LayerSpec): string => {
  if (layer === 'dense') return `dense(${literal(settings['units'])})`
  if (layer === 'gaussianNoise') return `gaussianNoise(${literal(settings['deviation'])})`
  if (layer === 'reshape') return `reshape(${literal(settings['sizes'])})`
  return layer
}

const networkText = ({ input, layers }: Network): string =>
  `pipe(${[`input(${literal(input)})`, ...layers.map(layerText)].join(', ')})`

/** Terms that are functions of settings, even of none. */
const functions: ReadonlyArray<string> = ['huber']

const termText = (term: string): string => (functions.includes(term) ? `${term}()` : term)

/** The groups of a term for mixed columns, a line each. */
const groupLines = ({ groups }: TermSpec): ReadonlyArray<string> =>
  Array.isArray(groups)
    ? groups.map(
        ({ columns, likelihood }) => `      { columns: ${columns}, likelihood: ${termText(likelihood.term)} },`,
      )
    : []

const lossText = (term: TermSpec): string =>
  term.term === 'columnLikelihoods'
    ? ['columnLikelihoods([', ...groupLines(term), '    ])'].join('\n')
    : termText(term.term)

/** The sources at the root of the package; the others are under `Sources`. */
const flatSources = ['csv', 'mnist']

const sourceName = (source: string): string => (flatSources.includes(source) ? source : `Sources.${source}`)

const sourceText = ({ source, path, ...settings }: SourceSpec): string => {
  const words = [
    ...(path === undefined ? [] : [literal(path)]),
    ...(Object.keys(settings).length === 0 ? [] : [literal(settings)]),
  ]
  return `${sourceName(source)}(${words.join(', ')})`
}

const stepText = ({ step, ...settings }: StepSpec): string => call(step, settings)

const layerNames = ({ layers }: Network): ReadonlyArray<string> => layers.map(({ layer }) => layer)

const termNames = ({ term, groups }: TermSpec): ReadonlyArray<string> => [
  term,
  ...(Array.isArray(groups) ? groups.map(({ likelihood }) => String(likelihood.term)) : []),
]

/** What the text imports: every function that it calls. */
const importsOf = ({ model, data, preprocessing = [] }: ExperimentSpec): ReadonlyArray<string> => {
  const { encoder, decoder, loss } = model
  const names = new Set([
    'adam',
    'autoencoder',
    'experiment',
    'input',
    'oneCycle',
    'pipe',
    flatSources.includes(data.source) ? data.source : 'Sources',
    ...layerNames(encoder),
    ...layerNames(decoder),
    ...loss.flatMap(termNames),
    ...preprocessing.map(({ step }) => step),
  ])
  return [...names].toSorted()
}

const widest = 120

/** A list on one line where it fits, else an entry a line. */
const list = (before: string, open: string, entries: ReadonlyArray<string>, close: string, indent = ''): string => {
  const line = `${before}${open}${entries.join(', ')}${close}`
  if (indent.length + line.length <= widest) return line
  return [
    `${before}${open.trimEnd()}`,
    ...entries.map((entry) => `${indent}  ${entry},`),
    `${indent}${close.trimStart()}`,
  ].join('\n')
}

const hasNoise = ({ encoder }: ExperimentSpec['model']): boolean => layerNames(encoder).includes('gaussianNoise')

/** The peak of the learning rate of a draft, in digits that people read. */
const peakOf = ([first]: ExperimentSpec['optimiser']): string => {
  const rate: unknown = first?.['rate']
  const peak: unknown = typeof rate === 'object' && rate !== null && 'peak' in rate ? rate.peak : undefined
  return typeof peak === 'number' ? peak.toExponential() : '1e-3'
}

/** A drafted experiment as a TypeScript module. Its comments say what may be changed first. */
export const draftText = (draft: ExperimentSpec, note: string): string => {
  const { model, data, preprocessing = [], split, epochs, batchSize, optimiser, stopping } = draft
  return [
    list('import ', '{ ', importsOf(draft), " } from 'isthmus'"),
    '',
    `// ${note}`,
    'export default experiment({',
    '  model: autoencoder({',
    ...(hasNoise(model)
      ? ['    // Noise takes the place of a bottleneck: the network learns to lead rows back to the others.']
      : ['    // The last number is the size of the code: smaller compresses more.']),
    `    encoder: ${networkText(model.encoder)},`,
    `    decoder: ${networkText(model.decoder)},`,
    `    loss: ${model.loss.map(lossText).join(', ')},`,
    '  }),',
    `  data: ${sourceText(data)},`,
    `  ${list('preprocessing: ', '[', preprocessing.map(stepText), ']', '  ')},`,
    ...(split === undefined ? [] : [`  split: ${literal(split)},`]),
    `  optimiser: adam(oneCycle({ peak: ${peakOf(optimiser)} })),`,
    `  epochs: ${epochs},`,
    `  batchSize: ${batchSize},`,
    ...(stopping === undefined ? [] : [`  stopping: ${literal(stopping)},`]),
    '})',
    '',
  ].join('\n')
}
