import { existsSync, readdirSync } from 'node:fs'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import type { Experiment } from '../../src/index.ts'
import type { Exhibit } from './exhibit.ts'
import { exhibit, exhibited } from './exhibit.ts'
import { section, write } from './page.ts'
import { writeTables } from './tables.ts'

const help = `Trains the specs in specs/ and writes docs/gallery.md with their figures and pictures.
Usage: npm run gallery -- [options] [NAME …]
  NAME           train these alone; the page is made once runs/gallery has a run of every spec
  --page         train nothing, write the page of the runs that are there, if none is missing
  --epochs N     instead of what the specs say: a quick look, which does not touch docs/
  --sources DIR  where the originals are of tables in data/ that are missing: glove/, series/`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    page: { type: 'boolean' },
    epochs: { type: 'string' },
    sources: { type: 'string', default: '../shared/data' },
    help: { type: 'boolean' },
  },
})

const all = readdirSync('specs')
  .filter((file) => file.endsWith('.ts'))
  .map((file) => basename(file, '.ts'))

/** Whether the table is there that a spec reads, if it reads one. */
const hasData = async (name: string): Promise<boolean> => {
  const { default: spec }: { default: Experiment } = await import(`../../specs/${name}.ts`)
  const { path } = spec.data
  return typeof path !== 'string' || existsSync(path)
}

const main = async (): Promise<void> => {
  if (values.help === true) return console.log(help)
  const unknown = positionals.filter((name) => !all.includes(name))
  if (unknown.length > 0) throw new Error(`no specs/${unknown[0]}.ts; there are ${all.join(', ')}`)
  writeTables(values.sources)
  const wanted = new Set(values.page === true ? [] : positionals.length > 0 ? positionals : all)
  const found = new Map<string, Exhibit>()
  for (const name of all) {
    const trains = wanted.has(name) && (await hasData(name))
    const made = trains ? await exhibit(name, values.epochs) : exhibited(name)
    if (made === undefined) continue
    found.set(name, made)
    if (trains) console.log(section(made))
  }
  if (values.epochs !== undefined) return
  const missing = all.filter((name) => !found.has(name))
  if (missing.length === 0) write([...found.values()])
  else console.log(`docs/gallery.md stays as it is: no run of ${missing.join(', ')}`)
}

await main()
