import { readdirSync } from 'node:fs'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import type { Exhibit } from './exhibit.ts'
import { exhibit } from './exhibit.ts'
import { write } from './page.ts'

const help = `Trains the specs in specs/ and writes docs/gallery.md with their figures and pictures.
Usage: npm run gallery -- [options] [NAME …]
  NAME           train these alone; the page is made of all runs in runs/gallery
  --page         train nothing, write the page of the runs that are there
  --epochs N     instead of what the specs say: a quick look, which does not touch docs/`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { page: { type: 'boolean' }, epochs: { type: 'string' }, help: { type: 'boolean' } },
})

const all = readdirSync('specs')
  .filter((file) => file.endsWith('.ts'))
  .map((file) => basename(file, '.ts'))

const main = async (): Promise<void> => {
  if (values.help === true) return console.log(help)
  const unknown = positionals.filter((name) => !all.includes(name))
  if (unknown.length > 0) throw new Error(`no specs/${unknown[0]}.ts; there are ${all.join(', ')}`)
  const wanted = new Set(values.page === true ? [] : positionals.length > 0 ? positionals : all)
  const exhibits: Array<Exhibit> = []
  for (const name of all) {
    const made = await exhibit(name, wanted.has(name), values.epochs)
    if (made !== undefined) exhibits.push(made)
  }
  if (values.epochs === undefined) await write(exhibits)
}

await main()
