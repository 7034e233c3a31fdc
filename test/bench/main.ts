/** Compares Isthmus with its peers, in turn: `npm run bench -- --help`. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { contest } from './contest.ts'
import { contestants, families } from './contestants.ts'
import { jobs } from './jobs.ts'
import { busy } from './machine.ts'
import { prepare } from './prepare.ts'
import { report } from './report.ts'
import { startUps } from './startUp.ts'
import type { Contest } from './table.ts'
import { section } from './table.ts'

const help = `Usage: npm run bench -- [options]
  --jobs A,B       of ${jobs.map(({ name }) => name).join(', ')}; all by default
  --peers A,B      of ${families.filter((name) => name !== 'isthmus').join(', ')}; all by default
  --rounds N       how often each has its turn (7)
  --seconds N      how long a turn is (0.5)
  --quick          3 rounds of 0.2 s
A run of all jobs and peers that is not quick writes docs/benchmarks.md; any run prints its tables.`

const options = {
  jobs: { type: 'string' },
  peers: { type: 'string' },
  rounds: { type: 'string' },
  seconds: { type: 'string' },
  quick: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const tell = (line: string): void => console.error(line)

/** The names that were asked for. */
const chosen = (given: string | undefined, known: ReadonlyArray<string>, option: string): ReadonlyArray<string> => {
  const names = given?.split(',') ?? known
  const wrong = names.find((name) => !known.includes(name))
  if (wrong !== undefined) throw new Error(`${option}: no "${wrong}"; there are ${known.join(', ')}`)
  return names
}

const positive = (given: string | undefined, otherwise: number, option: string): number => {
  const value = given === undefined ? otherwise : Number(given)
  if (!(value > 0)) throw new Error(`${option}: a positive number is expected, found "${given}"`)
  return value
}

/** Installs the peers of npm on first use; without them, the run goes on and skips them. */
const installPeers = (): void => {
  if (existsSync(here('peers/node_modules'))) return
  tell('installing the peers of npm into test/bench/peers')
  try {
    execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--prefix', here('peers')], { stdio: 'inherit' })
  } catch {
    tell('  they could not be installed')
  }
}

const main = async (): Promise<void> => {
  const { values } = parseArgs({ options })
  if (values.help) return console.log(help)
  const wantedJobs = chosen(
    values.jobs,
    jobs.map(({ name }) => name),
    '--jobs',
  )
  const peers = chosen(
    values.peers,
    families.filter((name) => name !== 'isthmus'),
    '--peers',
  )
  const count = positive(values.rounds, values.quick ? 3 : 7, '--rounds')
  const seconds = positive(values.seconds, values.quick ? 0.2 : 0.5, '--seconds')
  const those = contestants.filter(({ family }) => family === 'isthmus' || peers.includes(family))
  if (those.some(({ language }) => language === 'JavaScript')) installPeers()
  const folder = mkdtempSync(join(tmpdir(), 'isthmus-bench-'))
  const contests: Array<Contest> = []
  try {
    for (const job of jobs.filter(({ name }) => wantedJobs.includes(name))) {
      tell(`${job.name}: ${count} rounds of ${seconds} s`)
      prepare(job, await job.data(), join(folder, job.name))
      const before = await busy()
      const results = await contest(job, join(folder, job.name), those, { count, seconds }, tell)
      const able = those.filter((one) => results.some(({ contestant }) => contestant === one))
      const started = job.startUp ? await startUps(job, join(folder, `${job.name}-start`), able, 3) : new Map()
      const done: Contest = { job, results, startUps: started, busy: [before, await busy()] }
      contests.push(done)
      console.log(section(done).join('\n'))
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  if (values.jobs !== undefined || values.peers !== undefined || values.quick) return
  const date = new Date().toISOString().slice(0, 10)
  writeFileSync(
    here('../../docs/benchmarks.md'),
    `${report(contests, { command: ['npm run bench', ...(process.argv.length > 2 ? ['--'] : []), ...process.argv.slice(2)].join(' '), date, count, seconds }).trimEnd()}\n`,
  )
  tell('written: docs/benchmarks.md')
}

try {
  await main()
} catch (error) {
  tell(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
