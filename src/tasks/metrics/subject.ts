import { select } from '../../data/index.ts'
import type { Stream } from '../../random/index.ts'
import { draw, path, permutation, stream } from '../../random/index.ts'
import type { Factor, Pca, Points } from '../../statistics/index.ts'
import { pcaReconstruction, pointsOf } from '../../statistics/index.ts'
import type { HostTensor } from '../../tensor/host.ts'
import { present } from '../../tensor/present.ts'
import { product } from '../../tensor/shape.ts'
import type { Baseline } from '../compare.ts'
import { pcaFor, pcaObstacle } from '../compare.ts'
import type { Inference } from '../inference.ts'

/** What metrics are computed from: evaluated rows, and what is known beside them. */
export interface Given {
  readonly rows: Inference
  /** The rows that the model was trained on. */
  readonly training?: Inference | undefined
  /** What varies in the evaluated rows, for disentanglement. */
  readonly factors?: ReadonlyArray<Factor> | undefined
  /** Rows that the model generates, so many; by default those of a Gaussian code decoded from its prior. */
  readonly samples?: ((count: number) => Promise<HostTensor>) | undefined
  /** The loss of the model whose activations the rows are, when it goes on with these rows instead. */
  readonly downstream?: ((rows: HostTensor) => Promise<number>) | undefined
  /** Whether PCA is fitted to compare with; by default it is. */
  readonly pca?: boolean | undefined
  readonly seed?: number | undefined
}

/** Rows with what the model, or PCA, makes of them. */
export interface Compared {
  readonly width: number
  readonly target: ArrayLike<number>
  readonly output: ArrayLike<number>
  readonly mask?: Float32Array
}

/** Evaluated rows with what several metrics need of them, computed when it is first asked for. */
export interface MetricSubject extends Omit<Given, 'seed' | 'pca'> {
  readonly seed: Stream
  /** The labels of the evaluated rows. */
  readonly labels?: ReadonlyArray<string>
  readonly compared: () => Promise<Compared>
  /** PCA of the training rows with a component for each entry of the code, or why there is none. */
  readonly pca: () => Baseline
  /** What PCA makes of the evaluated rows; nothing where there is no PCA. */
  readonly besidePca: () => (Compared & { readonly name: string }) | undefined
  /** The evaluated rows, at most so many, drawn at random; the same in every call. */
  readonly some: (rows: number) => Inference
  readonly someTraining: (rows: number) => Inference | undefined
}

/** A computation that runs once for each number that it is asked for. */
const perNumber = <A>(compute: (n: number) => A): ((n: number) => A) => {
  const found = new Map<number, { readonly value: A }>()
  return (n) => {
    const kept = found.get(n) ?? { value: compute(n) }
    found.set(n, kept)
    return kept.value
  }
}

const once = <A>(compute: () => A): (() => A) => {
  const memoised = perNumber(compute)
  return () => memoised(0)
}

/** Rows of an inference, at most so many, drawn at random. */
const drawn = (inference: Inference, rows: number, seed: Stream): Inference => {
  const { length } = inference.rows
  if (length <= rows) return inference
  return inference.of(select(inference.rows, permutation(path(seed, 'rows'), length).slice(0, rows).toSorted()))
}

/** Rows decoded from a unit Gaussian code, with the conditions of the evaluated rows in turn. */
const fromPrior =
  (inference: Inference, seed: Stream) =>
  (count: number): Promise<HostTensor> => {
    const { model, rows } = inference
    const width = product(model.code)
    const values = Float32Array.from(draw(path(seed, 'prior'), count * width, { kind: 'normal' }))
    const turns = Uint32Array.from({ length: count }, (_, i) => i % rows.length)
    const { condition } = rows.condition === undefined ? rows : select(rows, turns)
    return inference.decode({ sizes: model.code, length: count, values, ...present({ condition }) })
  }

const isGaussian = ({ model: { encoder } }: Inference): boolean =>
  encoder.layers.at(-1)?.built.distribution === 'gaussian'

const comparedBy = (pca: Pca, { rows }: Inference): Compared & { readonly name: string } => ({
  width: product(rows.sizes),
  target: rows.values,
  output: pcaReconstruction(pca, rows),
  name: `PCA, ${pca.components.length} ${pca.components.length === 1 ? 'component' : 'components'}`,
})

/** What metrics are computed from. */
export const metricSubject = (given: Given): MetricSubject => {
  const { rows, training, pca: wantsPca = true, seed = 0, ...rest } = given
  const from = path(stream(seed), 'metrics')
  const components = product(rows.model.code)
  const pca = once((): Baseline => {
    if (!wantsPca) return { withoutPca: 'it was not asked for' }
    return training === undefined ? { withoutPca: 'there are no training rows' } : pcaFor(training.rows, components)
  })
  return {
    ...rest,
    rows,
    training,
    seed: from,
    ...present({ labels: rows.rows.labels }),
    samples: given.samples ?? (isGaussian(rows) ? fromPrior(rows, from) : undefined),
    compared: async () => {
      const { sizes, values, mask } = rows.target
      return { width: product(sizes), target: values, output: (await rows.output()).data, ...present({ mask }) }
    },
    pca,
    besidePca: once(() => {
      const baseline = pca()
      return 'withoutPca' in baseline || pcaObstacle(rows.rows, baseline.components.length) !== undefined
        ? undefined
        : comparedBy(baseline, rows)
    }),
    some: perNumber((count) => drawn(rows, count, from)),
    someTraining: perNumber((count) => (training === undefined ? undefined : drawn(training, count, from))),
  }
}

/** The most numbers of codes that metrics hold at once. */
const maxNumbers = 2e7

/** So many rows of codes at most, fewer where they are wide. */
export const rowsOfWidth = ({ model }: Inference, most: number): number =>
  Math.max(100, Math.min(most, Math.floor(maxNumbers / product(model.code))))

/** The codes of some of the evaluated rows, as points. */
export const codesOf = async (subject: MetricSubject, most = 5000): Promise<Points> =>
  pointsOf(await subject.some(rowsOfWidth(subject.rows, most)).codes())
