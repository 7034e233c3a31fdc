import type { Result } from './contest.ts'
import type { Job } from './jobs.ts'
import { architecture } from './jobs.ts'
import type { Spread } from './rounds.ts'
import { ratioOf } from './rounds.ts'

/** A job with what came of it. */
export interface Contest {
  readonly job: Job
  readonly results: ReadonlyArray<Result>
  readonly startUps: ReadonlyMap<string, Spread>
  /** The share of the processors that other programs took before and after. */
  readonly busy: readonly [before: number, after: number]
}

const markdown = (header: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<string> => {
  const all = [header, ...rows]
  const widths = header.map((_, i) => Math.max(3, ...all.map((row) => row[i]?.length ?? 0)))
  const line = (row: ReadonlyArray<string>): string =>
    `| ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join(' | ')} |`
  const rule = `| ${widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`
  return [line(header), rule, ...rows.map(line)]
}

const whole = (value: number): string => Math.round(value).toLocaleString('en')
const percent = (share: number): string => `${Math.round(100 * share)} %`
const three = (value: number): string => (value >= 100 ? whole(value) : value.toPrecision(3))

const time = (seconds: number): string =>
  seconds >= 1 ? `${three(seconds)} s` : seconds >= 1e-3 ? `${three(seconds * 1e3)} ms` : `${three(seconds * 1e6)} µs`

const speedOf = ({ batchSize }: Job, { step }: Result): number => batchSize / step.median

const fastest = (results: ReadonlyArray<Result>): Result | undefined =>
  results.toSorted((a, b) => a.step.median - b.step.median)[0]

const isNative = ({ contestant: { language, environment } }: Result): boolean =>
  language === 'ours' && environment['ENGINE'] === 'native'

/** How many times as fast as each best peer the fastest setting of the native engine is. */
const verdicts = ({ results }: Contest): ReadonlyArray<string> => {
  const native = fastest(results.filter(isNative))
  const against = (label: string, peers: ReadonlyArray<Result>): ReadonlyArray<string> => {
    const best = fastest(peers)
    if (native === undefined || best === undefined) return []
    const ratio = ratioOf(best.step, native.step)
    return [
      `- **${ratio.toFixed(2)} ×** the samples a second of the best ${label}: ${native.contestant.name}, against ${best.contestant.name}`,
    ]
  }
  return [
    ...against(
      'peer',
      results.filter(({ contestant }) => contestant.language !== 'ours'),
    ),
    ...against(
      'library',
      results.filter(({ contestant: { language, family } }) => language !== 'ours' && family !== 'numpy'),
    ),
    ...against(
      'JavaScript peer',
      results.filter(({ contestant }) => contestant.language === 'JavaScript'),
    ),
  ]
}

const trainingTable = ({ job, results }: Contest): ReadonlyArray<string> => {
  const native = fastest(results.filter(isNative))
  return markdown(
    ['', 'samples/s', 'slowest … fastest round', 'a step', 'best native is', `loss after ${job.checkSteps}`, 'memory'],
    results.map((result) => {
      const { contestant, step, loss, memory } = result
      const ratio = native === undefined ? '–' : `${ratioOf(step, native.step).toFixed(2)} ×`
      return [
        contestant.name,
        whole(speedOf(job, result)),
        `${whole(job.batchSize / step.most)} … ${whole(job.batchSize / step.least)}`,
        time(step.median),
        ratio,
        loss.toFixed(6),
        memory === undefined ? '–' : `${whole(memory / 1e6)} MB`,
      ]
    }),
  )
}

const encodeTable = ({ job, results }: Contest): ReadonlyArray<string> => {
  const able = results.filter(({ encodes }) => encodes.size > 0)
  if (able.length === 0) return []
  const cell = (spread: Spread | undefined): string => (spread === undefined ? '–' : time(spread.median))
  return [
    '',
    `### Encoding with ${job.name}`,
    '',
    'One call, from rows in memory to codes in memory.',
    '',
    ...markdown(
      ['', ...job.encodes.map((rows) => `${whole(rows)} row${rows === 1 ? '' : 's'}`)],
      able.map(({ contestant, encodes }) => [contestant.name, ...job.encodes.map((rows) => cell(encodes.get(rows)))]),
    ),
  ]
}

const startUpTable = ({ job, startUps }: Contest): ReadonlyArray<string> =>
  startUps.size === 0
    ? []
    : [
        '',
        `### Start-up with ${job.name}`,
        '',
        'From the start of the process to the end of its first step, on so few rows that reading them takes no time; for',
        'Isthmus of the command `isthmus train`.',
        '',
        ...markdown(
          ['', 'median', 'least … most'],
          [...startUps].map(([name, { median, least, most }]) => [
            name,
            time(median),
            `${time(least)} … ${time(most)}`,
          ]),
        ),
      ]

/** All that is told of a job. */
export const section = (contest: Contest): ReadonlyArray<string> => {
  const { job } = contest
  return [
    `## ${job.name}: ${architecture(job)}, batch ${job.batchSize}`,
    '',
    ...verdicts(contest),
    `- other programs took ${percent(contest.busy[0])} of the processors before, ${percent(contest.busy[1])} after`,
    '',
    ...trainingTable(contest),
    ...encodeTable(contest),
    ...startUpTable(contest),
    '',
  ]
}
