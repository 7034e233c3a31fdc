import type { HostTensor } from '../../src/tensor/host.ts'
import type { LayerSpec } from '../../src/index.ts'
import { boundFault } from '../../src/model/index.ts'
import { estimateBound, pcaFor } from '../../src/tasks/index.ts'
import { pcaError } from '../../src/statistics/index.ts'
import { infer } from '../../src/training/index.ts'
import { recovered } from './recovered.ts'
import type { Seen } from './seen.ts'
import { textFacts } from './textFacts.ts'

/** What can be said of a kind of code beyond its error. */
type Look = (seen: Seen, layer: LayerSpec, codes: HostTensor) => Promise<string>

const percent = (share: number): string => `${(share * 100).toFixed(share === 1 ? 0 : 1)} %`

/** How many different vectors there are along the last axis. */
const distinct = ({ data, shape }: HostTensor): number => {
  const width = shape.at(-1) ?? 1
  const seen = new Set<string>()
  for (let i = 0; i < data.length; i += width) seen.add(data.subarray(i, i + width).join())
  return seen.size
}

const usage = (codes: HostTensor, count: number): string =>
  `${distinct(codes)} of ${count} codes are in use, ${percent(distinct(codes) / count)}`

/** How many entries of a sparse code are on, and what as many principal components leave. */
const sparsity: Look = async ({ train, rows }, _, { data, shape: [length = 1] }) => {
  const width = data.length / length
  const counts = new Float64Array(width)
  data.forEach((value, i) => {
    if (value !== 0) counts[i % width] = (counts[i % width] ?? 0) + 1
  })
  const mean = counts.reduce((sum, count) => sum + count, 0) / length
  const alive = counts.filter((count) => count > 0).length
  const components = Math.max(1, Math.round(mean))
  const pca = pcaFor(train, components)
  return [
    `${mean.toFixed(1)} of ${width} features are on in the mean, ${alive} for some row`,
    ...('withoutPca' in pca
      ? []
      : [`PCA with ${components} components leaves ${pcaError(pca, rows).toPrecision(4)} per entry`]),
  ].join('; ')
}

/** How likely binary rows are: by one sample the evidence lower bound, by more a tighter one. */
const likelihood: Look = async ({ session, run, rows }) => {
  const bounds = []
  for (const samples of [1, 50]) bounds.push(await estimateBound(session, run.model, run.weights, rows, samples))
  const [elbo, tight] = bounds.map(({ mean, error }) => `${mean.toFixed(2)} ± ${error.toFixed(2)}`)
  return `log-likelihood in nats: evidence lower bound ${elbo}, bound by 50 samples ${tight}`
}

const looks: Readonly<Record<string, Look>> = {
  vectorQuantiser: async (_, { codes: count }, codes) => usage(codes, Number(count)),
  finiteScalarQuantiser: async (_, { levels }, codes) =>
    usage(codes, Array.isArray(levels) ? levels.reduce((all: number, level) => all * Number(level), 1) : 0),
  topK: sparsity,
  batchTopK: sparsity,
  jumpRelu: sparsity,
  gated: sparsity,
  deadLatents: sparsity,
}

/** What is to be said of a run. */
export const factsOf = async (seen: Seen): Promise<ReadonlyArray<string>> => {
  const { run, session, rows } = seen
  const layer = run.spec.model.encoder.layers.at(-1)
  const isBinary = run.spec.data['binarised'] === true && boundFault(run.model) === undefined
  const look = isBinary ? likelihood : looks[layer?.layer ?? '']
  const text = await textFacts(seen)
  if (layer === undefined || look === undefined) return text
  const facts = await look(seen, layer, await infer(session, 'encode', run.weights, rows))
  return [...text, facts, ...(await recovered(seen))]
}
