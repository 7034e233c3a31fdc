import { join } from 'node:path'
import * as Either from 'fp-ts/lib/Either.js'
import { stream } from '../../random/index.ts'
import { library } from '../../spec/index.ts'
import { compare, pcaFor } from '../../tasks/index.ts'
import { product } from '../../tensor/shape.ts'
import { comparisonLines, evaluated } from '../comparison.ts'
import type { RunValues } from '../opened.ts'
import { openRun, readRows, runOptions } from '../opened.ts'
import { writeWhole } from '../output.ts'
import { command } from '../parser.ts'
import { prepare } from '../prepare.ts'
import type { ExitCode, Terminal } from '../terminal.ts'
import { refuse } from '../terminal.ts'

const evaluate = async (values: RunValues, terminal: Terminal): Promise<ExitCode> => {
  const opened = await openRun(values, terminal)
  if (Either.isLeft(opened)) return refuse(terminal, opened.left, values.json)
  const { run, session } = opened.right
  const { preprocessing: fitted, conditionPreprocessing: fittedCondition = [] } = run.record
  const seed = stream(run.spec.seed ?? 0)
  const prepared = await prepare(library, run.spec, run.model, seed, { fitted, fittedCondition })
  if (Either.isLeft(prepared)) return refuse(terminal, prepared.left, values.json)
  const { parts } = prepared.right
  const given = values.data === undefined ? undefined : await readRows(opened.right, values)
  if (given !== undefined && Either.isLeft(given)) return refuse(terminal, given.left, values.json)
  const [part, rows] = given === undefined ? evaluated(parts) : (['given', given.right.scaled] as const)
  const comparison = await compare(session, run.weights, rows, pcaFor(parts.train, product(run.model.code)))
  const text = JSON.stringify({ part, ...comparison }, null, 2)
  const written = await writeWhole({ path: join(values.run, 'evaluation.json'), force: true }, `${text}\n`)
  if (values.json) terminal.print(JSON.stringify({ part, ...comparison }))
  else for (const line of comparisonLines(comparison, part)) terminal.print(line)
  return Either.isLeft(written) ? refuse(terminal, written.left, values.json) : 0
}

export const evaluateParser = command(
  {
    name: 'evaluate',
    brief: 'Evaluate a run on its test rows, or on a CSV file, beside PCA with as many components.',
    examples: ['isthmus evaluate runs/mnist', 'isthmus evaluate runs/wine --data more.csv --json'],
  },
  runOptions,
  evaluate,
)
