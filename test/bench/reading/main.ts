/** How fast files are read and streamed, beside pandas and NumPy: `npm run bench:reading [-- MEGABYTES]`. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { encodeNpy } from '../../../src/data/npy.ts'
import { draw, stream } from '../../../src/random/index.ts'
import { machine } from '../machine.ts'
import { ratioOf, spread } from '../rounds.ts'

/** What a process printed of one turn. */
interface Turn {
  readonly seconds: number
  readonly peak: number
}

/** Something that has its turn in each round, in a process of its own. */
interface Contestant {
  readonly name: string
  readonly words: ReadonlyArray<string>
}

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const python = process.env['PYTHON'] ?? 'python3'
const [rounds, columns, megabytes] = [5, 64, Number(process.argv[2] ?? 100)]

/** One turn, or nothing where the program or its library is not installed. */
const turnOf = ({ words: [program = '', ...rest] }: Contestant): Turn | undefined => {
  try {
    // What this very script's processes print.
    return JSON.parse(execFileSync(program, rest, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })) as Turn
  } catch {
    return undefined
  }
}

/** All of them in turn, every other round backwards, with the first as what the others are compared with. */
const compare = (title: string, all: ReadonlyArray<Contestant>, unit: (seconds: number) => string): void => {
  const turns = new Map<string, Array<Turn>>(all.map(({ name }) => [name, []]))
  for (let round = 0; round < rounds; round++)
    for (const one of round % 2 === 0 ? all : all.toReversed()) {
      const turn = turnOf(one)
      if (turn !== undefined) turns.get(one.name)?.push(turn)
    }
  console.log(`\n${title}`)
  const first = spread((turns.get(all[0]?.name ?? '') ?? []).map(({ seconds }) => seconds))
  for (const [name, found] of turns) {
    if (found.length < rounds) {
      console.log(`  ${name.padEnd(28)} not installed`)
      continue
    }
    const seconds = spread(found.map((turn) => turn.seconds))
    const peak = Math.max(...found.map((turn) => turn.peak)) / 2 ** 20
    console.log(
      `  ${name.padEnd(28)} ${unit(seconds.median).padStart(16)}  ${ratioOf(seconds, first).toFixed(2).padStart(6)} ×  peak ${peak.toFixed(0)} MB`,
    )
  }
}

const folder = mkdtempSync(join(tmpdir(), 'isthmus-reading-'))
try {
  const rows = Math.round((megabytes * 2 ** 20) / (columns * 9))
  const values = Float32Array.from(draw(stream(1), rows * columns, { kind: 'normal' }))
  const csv = join(folder, 'rows.csv')
  const lines = [Array.from({ length: columns }, (_, i) => `c${i}`).join(',')]
  for (let row = 0; row < rows; row++)
    lines.push(Array.from(values.subarray(row * columns, (row + 1) * columns), (value) => value.toFixed(5)).join(','))
  writeFileSync(csv, `${lines.join('\n')}\n`)
  const npy = join(folder, 'rows.npy')
  writeFileSync(npy, encodeNpy(values, [rows, columns]))
  const size = statSync(csv).size / 1e6
  console.log(`${machine()}; ${rows} rows of ${columns} numbers, ${size.toFixed(0)} MB of CSV; ${rounds} rounds`)
  const isthmus = (script: string, ...words: ReadonlyArray<string>) => [process.execPath, here(script), ...words]
  const peer = (path: string, reader: string) => [python, here('read.py'), path, reader]
  const speed = (seconds: number): string => `${(size / seconds).toFixed(0)} MB/s`
  compare(
    'CSV',
    [
      { name: 'Isthmus', words: isthmus('read.mjs', csv, 'csv') },
      { name: 'pandas.read_csv', words: peer(csv, 'pandas') },
      { name: 'pandas.read_csv, pyarrow', words: peer(csv, 'pyarrow') },
    ],
    speed,
  )
  compare(
    'npy',
    [
      { name: 'Isthmus', words: isthmus('read.mjs', npy, 'npy') },
      { name: 'numpy.load', words: peer(npy, 'numpy') },
    ],
    (seconds) => `${((4 * values.length) / 1e6 / seconds).toFixed(0)} MB/s`,
  )
  compare(
    'Training, 64 → 128 → 16 → 128 → 64',
    [
      { name: 'in memory', words: isthmus('train.mjs', npy, 'false') },
      { name: 'as a stream', words: isthmus('train.mjs', npy, 'true') },
    ],
    (seconds) => `${Math.round(1 / seconds)} rows/s`,
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}
