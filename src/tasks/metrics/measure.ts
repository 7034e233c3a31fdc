import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as ReadonlyArray from 'fp-ts/lib/ReadonlyArray.js'
import type { Codec, Fallible } from '../../codec/index.ts'
import { decode, show } from '../../codec/index.ts'
import type { Stream } from '../../random/index.ts'
import { path } from '../../random/index.ts'
import { definitionsIn, lookup, taggedCodec, noNested } from '../../registry/index.ts'
import type { Interval } from '../../statistics/index.ts'
import { bootstrapIntervals } from '../../statistics/index.ts'
import type { BuiltMetric, Measured, MetricDefinition, MetricGroup, Metrics, MetricSpec, RowValues } from './metric.ts'
import { unmet } from './needs.ts'
import * as registry from './registry.ts'
import type { MetricSubject } from './subject.ts'

/** The metrics of the library. */
export const metrics: Metrics = definitionsIn<MetricDefinition>(registry)

/** Which metrics: those that are quick and apply, all of them, or those of a list by name or with their settings. */
export type MetricChoice = 'quick' | 'all' | ReadonlyArray<string | MetricSpec>

/** A metric of rows: its value with a bootstrap interval where it is a mean of rows, or why there is none. */
export type MetricResult = {
  readonly metric: string
  readonly title: string
  readonly group: MetricGroup
  readonly better?: 'high' | 'low'
} & (
  | {
      readonly value: number
      /** The 95 % bootstrap interval over the rows. */
      readonly interval?: Interval
      readonly beside?: { readonly name: string; readonly value: number }
      readonly parts?: Readonly<Record<string, number>>
      readonly note?: string
    }
  | { readonly undefined: string }
)

/** A metric that was chosen, built. */
export interface ChosenMetric {
  readonly definition: MetricDefinition
  readonly build: BuiltMetric
  /** Whether it is left out without a word where it does not apply. */
  readonly isOptional: boolean
}

const specsOf = (known: Metrics, choice: MetricChoice): ReadonlyArray<MetricSpec> => {
  if (typeof choice === 'string')
    return Object.values(known)
      .filter(({ isQuick = false }) => choice === 'all' || isQuick)
      .map(({ name }) => ({ metric: name }))
  return choice.map((one) => (typeof one === 'string' ? { metric: one } : one))
}

/** The metrics of a choice, built; an unknown name and wrong settings are faults. */
export const chosenMetrics = (
  choice: MetricChoice,
  known: Metrics = metrics,
): Fallible<ReadonlyArray<ChosenMetric>> => {
  const codec: Codec<MetricSpec> = taggedCodec('metric', 'a metric', known, noNested)
  return pipe(
    specsOf(known, choice),
    ReadonlyArray.traverseWithIndex(Either.Applicative)((i, spec) =>
      pipe(
        decode(codec, spec, typeof choice === 'string' ? 'metrics' : `metrics[${i}]`),
        Either.flatMap(({ metric, ...settings }) => {
          const definition = lookup(known, metric, 'metric')
          return pipe(
            definition.build(settings, undefined, { where: `metrics[${i}]`, nested: noNested }),
            Either.map((build): ChosenMetric => ({ definition, build, isOptional: choice === 'quick' })),
          )
        }),
      ),
    ),
  )
}

const resamplesFor = (rows: number): number => (rows > 5000 ? 200 : 1000)

/** Bootstrap intervals of the ratios of row values over the same rows, by name. */
const intervalsOf = (
  values: ReadonlyArray<readonly [name: string, values: RowValues]>,
  length: number,
  seed: Stream,
): Readonly<Partial<Record<string, Interval>>> => {
  const figures = (drawn: Uint32Array): Readonly<Record<string, number | undefined>> =>
    Object.fromEntries(
      values.map(([name, { sums, counts, of = (ratio: number) => ratio }]) => {
        let [sum, count] = [0, 0]
        for (let row = 0; row < length; row++) {
          const times = drawn[row] ?? 0
          sum += times * (sums[row] ?? 0)
          count += times * (counts?.[row] ?? 1)
        }
        const value = of(sum / count)
        return [name, Number.isFinite(value) ? value : undefined]
      }),
    )
  return bootstrapIntervals(path(seed, 'intervals', length), length, figures, { resamples: resamplesFor(length) })
}

type Entry = readonly [ChosenMetric, Measured]

/** The intervals of all metrics that are means of rows. */
const allIntervals = (entries: ReadonlyArray<Entry>, seed: Stream): Readonly<Partial<Record<string, Interval>>> => {
  const values = entries.flatMap(([{ definition }, measured]) =>
    'undefined' in measured || measured.rows === undefined ? [] : [[definition.name, measured.rows] as const],
  )
  const lengths = [...new Set(values.map(([, { sums }]) => sums.length))].filter((length) => length > 1)
  return Object.assign(
    {},
    ...lengths.map((length) =>
      intervalsOf(
        values.filter(([, { sums }]) => sums.length === length),
        length,
        seed,
      ),
    ),
  )
}

const resultOf = ([{ definition }, measured]: Entry, interval: Interval | undefined): MetricResult => {
  const { name: metric, title, group, better } = definition
  const facts = { metric, title, group, ...(better === undefined ? {} : { better }) }
  if ('undefined' in measured) return { ...facts, ...measured }
  const { rows: _, ...value } = measured
  if (!Number.isFinite(value.value)) return { ...facts, undefined: `it is not finite: ${show(value.value)}` }
  return { ...facts, ...value, ...(interval === undefined ? {} : { interval }) }
}

/** What metrics make of rows, in the order of the choice. Of `quick` ones, those that do not apply are left out. */
export const measure = async (
  subject: MetricSubject,
  chosen: ReadonlyArray<ChosenMetric>,
): Promise<ReadonlyArray<MetricResult>> => {
  const entries: Array<Entry> = []
  for (const one of chosen) {
    const reason = unmet(one.definition.needs, subject)
    const measured: Measured = reason === undefined ? await one.build(subject) : { undefined: reason }
    if (!one.isOptional || !('undefined' in measured)) entries.push([one, measured])
  }
  const intervals = allIntervals(entries, subject.seed)
  return entries.map((entry) => resultOf(entry, intervals[entry[0].definition.name]))
}
