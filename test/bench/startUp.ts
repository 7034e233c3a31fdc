import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { adam, csv, experiment } from '../../src/index.ts'
import { take } from '../../src/data/index.ts'
import type { Contestant } from './contestants.ts'
import type { Job } from './jobs.ts'
import { adamSettings, seed } from './jobs.ts'
import { isAnswer, start } from './peer.ts'
import { prepare } from './prepare.ts'
import type { Spread } from './rounds.ts'
import { spread } from './rounds.ts'

/** So few rows that reading them takes no time. */
const rows = 16

const program = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))

/** The command as one types it, on a spec and a CSV file: `isthmus train spec.json --json`. */
const ourCommand = (
  { environment: { ENGINE: engine = 'native', PEER_THREADS: threads } }: Contestant,
  folder: string,
  run: number,
): Contestant['command'] => {
  const options = ['--json', '--engine', engine, ...(threads === undefined ? [] : ['--threads', threads])]
  const out = ['--out', join(folder, `run-${run}-${engine}-${threads}`)]
  return [process.execPath, program, 'train', join(folder, 'spec.json'), ...out, ...options]
}

/** Seconds from the start of a process to the end of its first step. */
const firstStep = (contestant: Contestant, folder: string, run: number): Promise<number> => {
  const isOurs = contestant.language === 'ours'
  const before = performance.now()
  const command = isOurs ? ourCommand(contestant, folder, run) : ([...contestant.command, folder] as const)
  const child = start(command, contestant.environment)
  child.stderr.resume()
  child.stdin.on('error', () => undefined)
  child.stdin.end(isOurs ? '' : '{"do":"train","steps":1}\n')
  return new Promise((resolve) => {
    let seconds = Number.NaN
    createInterface({ input: child.stdout }).on('line', (line) => {
      const told: unknown = JSON.parse(line)
      if (Number.isNaN(seconds) && isAnswer(told) && told.steps === 1) seconds = (performance.now() - before) / 1000
    })
    child.on('error', () => resolve(Number.NaN))
    child.on('close', () => resolve(seconds))
  })
}

/** Start-up on a job, in rounds as everything else. Those that do not come to a first step are left out. */
export const startUps = async (
  job: Job,
  folder: string,
  contestants: ReadonlyArray<Contestant>,
  count: number,
): Promise<ReadonlyMap<string, Spread>> => {
  if (!existsSync(program)) throw new Error(`${program} is not there: npm run build`)
  const data = take(await job.data(), rows)
  prepare({ ...job, batchSize: rows, checkSteps: 1 }, data, folder)
  const table = join(folder, 'rows.csv')
  const width = data.values.length / data.length
  const lines = Array.from({ length: data.length }, (_, i) => data.values.slice(i * width, (i + 1) * width).join(','))
  writeFileSync(table, `${[Array.from({ length: width }, (_, i) => `x${i}`).join(','), ...lines].join('\n')}\n`)
  const optimiser = adam(adamSettings.rate)
  const spec = experiment({ model: job.spec, data: csv(table), optimiser, epochs: 1, batchSize: rows, seed })
  writeFileSync(join(folder, 'spec.json'), JSON.stringify(spec))
  const found = new Map<string, Array<number>>(contestants.map(({ name }) => [name, []]))
  for (let round = 0; round < count; round++)
    for (const contestant of contestants) found.get(contestant.name)?.push(await firstStep(contestant, folder, round))
  const sound = [...found].filter(([, seconds]) => seconds.every(Number.isFinite))
  return new Map(sound.map(([name, seconds]) => [name, spread(seconds)]))
}
