import * as Either from 'fp-ts/lib/Either.js'
import { drawReport, modelLaws, verify } from '../../laws/index.ts'
import { library } from '../../spec/index.ts'
import { command, count, json, operand, words } from '../parser.ts'
import { openModel } from '../specFile.ts'
import type { ExitCode, Terminal } from '../terminal.ts'
import { refuse } from '../terminal.ts'

const check = async (
  values: {
    readonly spec: string
    readonly cases: number | undefined
    readonly seed: number | undefined
    readonly path: string | undefined
    readonly json: boolean
  },
  terminal: Terminal,
): Promise<ExitCode> => {
  const file = await openModel(library, values.spec)
  if (Either.isLeft(file)) return refuse(terminal, file.left, values.json)
  const { model } = file.right
  const { cases = 10, seed, path } = values
  const report = verify(modelLaws(model), {
    cases,
    ...(seed === undefined ? {} : { seed }),
    ...(path === undefined ? {} : { path }),
  })
  terminal.print(values.json ? JSON.stringify(report) : drawReport(report))
  if (!values.json && report.failure === undefined) for (const law of report.laws) terminal.print(`  ${law}`)
  return report.failure === undefined ? 0 : 1
}

export const checkParser = command(
  {
    name: 'check',
    brief: 'Test the gradient of a spec: against dual numbers, against differences, for linearity and purity.',
    examples: [
      'isthmus check specs/mnist.ts',
      'isthmus check model.json --cases 100',
      'isthmus check model.json --seed 42 --path "0:1"',
    ],
  },
  {
    spec: operand('SPEC', 'A .ts module with a default export, or a .json file.'),
    cases: count('--cases', 'How many random points; 10 by default.'),
    seed: count('--seed', 'What a failure printed, to see it again.', -2147483648),
    path: words('--path', 'TEXT', 'What a failure printed, to see it again.'),
    json,
  },
  check,
)
