import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import type { Exhibit } from './exhibit.ts'
import { exhibit, exhibited } from './exhibit.ts'
import { write } from './page.ts'
import { writeTables } from './tables.ts'

const help = `Trains the specs in specs/ and writes docs/gallery.md with their figures and pictures.
Usage: npm run gallery -- [options] [NAME …]
  NAME           train these alone; the page is made of all runs in runs/gallery
  --page         train nothing, write the page of the runs that are there
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
const hasData = (name: string): boolean => {
  const [, path] = /csv\('([^']+)'/.exec(readFileSync(`specs/${name}.ts`, 'utf8')) ?? []
  return path === undefined || existsSync(path)
}

const main = async (): Promise<void> => {
  if (values.help === true) return console.log(help)
  const unknown = positionals.filter((name) => !all.includes(name))
  if (unknown.length > 0) throw new Error(`no specs/${unknown[0]}.ts; there are ${all.join(', ')}`)
  writeTables(values.sources)
  const wanted = new Set(values.page === true ? [] : positionals.length > 0 ? positionals : all)
  const exhibits: Array<Exhibit> = []
  for (const name of all) {
    const trains = wanted.has(name) && hasData(name)
    const made = trains ? await exhibit(name, values.epochs) : exhibited(name)
    if (made !== undefined) exhibits.push(made)
  }
  if (values.epochs === undefined) write(exhibits)
}

await main()
