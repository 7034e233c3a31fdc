/**
 * Anomaly detection beside simple detectors: `npm run anomalies -- FOLDER`, a folder of NumPy archives with rows X and labels
 * y. Writes the table between the marks in docs/anomalies.md.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { engines } from '../../src/engines/index.ts'
import { product } from '../../src/tensor/shape.ts'
import { baselines, ours } from './detectors.ts'
import type { SetResult } from './report.ts'
import { table } from './report.ts'
import { readSets } from './sets.ts'

const help = `Usage: npm run anomalies -- FOLDER [options]
  --sets A,B    only the sets whose names contain one of these
  --seeds N     how many models are trained for each set (5)
  --parts A,B   scores of the model to show beside its default (reconstruction,residualCovariance)
  --threads N   threads of the engine (1)
  --write       writes the table to docs/anomalies.md`

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sets: { type: 'string' },
    seeds: { type: 'string', default: '5' },
    parts: { type: 'string', default: 'reconstruction,residualCovariance' },
    threads: { type: 'string', default: '1' },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

const page = fileURLToPath(new URL('../../docs/anomalies.md', import.meta.url))
const marks = ['<!-- table -->', '<!-- /table -->'] as const

const write = (text: string): void => {
  const before = readFileSync(page, 'utf8')
  const [start, stop] = marks.map((mark) => before.indexOf(mark))
  if (start === undefined || stop === undefined || start < 0 || stop < start)
    throw new Error(`${page} has no ${marks.join(' … ')}`)
  writeFileSync(page, `${before.slice(0, start + marks[0].length)}\n\n${text}\n\n${before.slice(stop)}`)
}

const run = async (folder: string): Promise<void> => {
  const seeds = Number(options.seeds)
  const engine = await engines.native({ threads: Number(options.threads) })
  const results: Array<SetResult> = []
  for await (const set of readSets(folder, options.sets?.split(','))) {
    const models = []
    for (let seed = 0; seed < seeds; seed++) models.push(await ours(set, engine, seed, options.parts.split(',')))
    const result: SetResult = {
      name: set.name,
      rows: set.training.length,
      columns: product(set.training.sizes),
      anomalies: set.anomalous.filter((is) => is).length,
      baselines: baselines(set, seeds),
      ours: models,
    }
    results.push(result)
    console.error(JSON.stringify(result))
  }
  const text = table(results)
  console.log(text)
  if (options.write) write(text)
}

const [folder] = positionals
if (options.help || folder === undefined) console.log(help)
else await run(folder)
