import { join } from 'node:path'
import * as Either from 'fp-ts/lib/Either.js'
import { take } from '../../data/index.ts'
import { load } from '../../data/files/index.ts'
import { heldOut, prepare } from '../../fitted/index.ts'
import { boundFault } from '../../model/index.ts'
import { stream } from '../../random/index.ts'
import { library } from '../../format/index.ts'
import { compare, estimateBound, pcaFor } from '../../tasks/index.ts'
import { product } from '../../tensor/shape.ts'
import { comparisonLines } from '../comparison.ts'
import type { RunValues } from '../opened.ts'
import { openRun, readRows, runOptions } from '../opened.ts'
import { writeWhole } from '../output.ts'
import { command, count } from '../parser.ts'
import type { ExitCode, Terminal } from '../terminal.ts'
import { refuse } from '../terminal.ts'

interface Values extends RunValues {
  readonly samples: number | undefined
}

const evaluate = async (values: Values, terminal: Terminal): Promise<ExitCode> => {
  const opened = await openRun(values, terminal)
  if (Either.isLeft(opened)) return refuse(terminal, opened.left, values.json)
  const { run, session } = opened.right
  const fault = values.samples === undefined ? undefined : boundFault(run.model)
  if (fault !== undefined) return refuse(terminal, [fault], values.json)
  const { preprocessing: fitted, conditionPreprocessing: fittedCondition = [] } = run.record
  const seed = stream(run.spec.seed ?? 0)
  const loaded = await load(run.spec.data)
  if (Either.isLeft(loaded)) return refuse(terminal, loaded.left, values.json)
  const prepared = prepare(library, run.spec, run.model, seed, loaded.right, { fitted, fittedCondition })
  if (Either.isLeft(prepared)) return refuse(terminal, prepared.left, values.json)
  const { parts } = prepared.right
  const given = values.data === undefined ? undefined : await readRows(opened.right, values)
  if (given !== undefined && Either.isLeft(given)) return refuse(terminal, given.left, values.json)
  const [part, all] = given === undefined ? heldOut(parts) : (['given', given.right.scaled] as const)
  const rows = take(all, values.rows ?? all.length)
  const compared = await compare(session, run.weights, rows, pcaFor(parts.train, product(run.model.code)))
  const { samples } = values
  const comparison = {
    ...compared,
    ...(samples === undefined ? {} : { bound: await estimateBound(session, run.model, run.weights, rows, samples) }),
  }
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
    examples: [
      'isthmus evaluate runs/mnist',
      'isthmus evaluate runs/vae --samples 5000 --rows 100',
      'isthmus evaluate runs/wine --data more.csv --json',
    ],
  },
  {
    ...runOptions,
    samples: count('--samples', 'Bound the log-likelihood by so many codes a row, for a Gaussian code.'),
  },
  evaluate,
)
