import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Fallible } from '../../codec/index.ts'
import { counted, failure, show } from '../../codec/index.ts'
import type { RawDataset } from '../../data/index.ts'
import type { FallibleTask } from '../../data/files/index.ts'
import { callModel } from '../../node/engine.ts'
import { cardsOut } from '../../node/cardsOut.ts'
import { mapsOut } from '../../node/mapsOut.ts'
import { explainRowsTask, stabilityTask } from '../../node/explainRun.ts'
import type { Run } from '../../node/index.ts'
import { seedRuns } from '../../node/seedRuns.ts'
import { checkDestination, writeRows } from '../../node/writeFile.ts'
import { endingsFor, writerFor } from '../../node/writers/index.ts'
import type { Concept, Explanation, Stability } from '../../tasks/index.ts'
import { present } from '../../tensor/present.ts'
import { conceptJson, conceptLine, explanationLines, stabilityLines } from '../explanation.ts'
import type { RunValues } from '../options.ts'
import { runOptions } from '../options.ts'
import { command, count, flag, several, words } from '../parser.ts'
import { openRun, readRows } from '../run.ts'
import { withStatusTask } from '../status.ts'
import type { Output, Terminal } from '../terminal.ts'

interface Values extends RunValues {
  readonly entries: string | undefined
  readonly top: number | undefined
  readonly columns: number | undefined
  readonly against: ReadonlyArray<string>
  readonly concept: ReadonlyArray<string>
  readonly seeds: number | undefined
  readonly out: string | undefined
  readonly force: boolean
}

/** The entries of a list such as 0,3,7. */
const entriesOf = ({ entries }: Values): Fallible<ReadonlyArray<number> | undefined> => {
  if (entries === undefined) return Either.right(undefined)
  const found = entries.split(',').map((word) => word.trim())
  const wrong = found.find((word) => !/^\d+$/.test(word))
  return wrong === undefined
    ? Either.right(found.map(Number))
    : failure({
        fault: 'wrong usage',
        where: '--entries',
        expected: 'numbers of entries, such as 0,3,7',
        found: show(wrong),
      })
}

const isPicture = (path: string): boolean => /(\.png|\/)$/i.test(path)

/** Refuses a path that cannot be written to before anything is computed. */
const checkOut = ({ out, force }: Values): FallibleTask<void> =>
  out === undefined
    ? TaskEither.right(undefined)
    : pipe(
        TaskEither.fromEither(writerFor(out, isPicture(out) ? 'tensor' : 'table')),
        TaskEither.flatMap(() => checkDestination({ path: out, replace: force })),
      )

const write = ({ out, force }: Values, explanation: Explanation): FallibleTask<string | undefined> =>
  out === undefined
    ? TaskEither.right(undefined)
    : pipe(
        TaskEither.fromEither(isPicture(out) ? mapsOut(out, explanation) : Either.right(cardsOut(explanation))),
        TaskEither.flatMap((rows) => writeRows({ path: out, replace: force }, rows)),
      )

/** Runs to compare with: those that are named, and those of other seeds, which are trained where they are missing. */
const othersOf = (run: Run, values: Values, terminal: Terminal): FallibleTask<ReadonlyArray<Run>> =>
  pipe(
    TaskEither.sequenceSeqArray(values.against.map((path) => openRun({ ...values, run: path }, terminal))),
    TaskEither.flatMap((named) =>
      pipe(
        seedRuns(run, values.seeds ?? 0, { layers: values.layers, onTrained: terminal.log }),
        TaskEither.map((seeded) => [...named, ...seeded]),
      ),
    ),
  )

const conceptsOf = (run: Run, rows: RawDataset, { concept }: Values): FallibleTask<ReadonlyArray<Concept>> =>
  TaskEither.sequenceSeqArray(concept.map((label) => callModel(() => run.model.concept(rows, label))))

const stabilityOf = (run: Run, rows: RawDataset, others: ReadonlyArray<Run>): FallibleTask<Stability | undefined> =>
  others.length === 0 ? TaskEither.right(undefined) : stabilityTask(run, others, rows)

/** All that is found, before it is printed. */
interface Found {
  readonly explanation: Explanation
  readonly entries: ReadonlyArray<number> | undefined
  readonly stability: Stability | undefined
  readonly others: ReadonlyArray<Run>
  readonly concepts: ReadonlyArray<Concept>
  readonly path: string | undefined
}

const outputOf = ({ explanation, entries, stability, others, concepts, path }: Found): Output => {
  const { readMap: _, writeMap: _writes, directions: _directions, ...json } = explanation
  const names = others.map((other) => other.path)
  return {
    lines: [
      ...explanationLines(explanation, { all: entries !== undefined, stability }),
      ...(stability === undefined ? [] : stabilityLines(stability, names)),
      ...concepts.map(conceptLine),
      ...(path === undefined ? [] : [`written to ${path}`]),
    ],
    json: {
      ...json,
      ...present({ stability, path }),
      ...(concepts.length === 0 ? {} : { concepts: concepts.map(conceptJson) }),
    },
  }
}

const explain = (values: Values, terminal: Terminal): FallibleTask<Output> =>
  pipe(
    TaskEither.fromEither(entriesOf(values)),
    TaskEither.bindTo('entries'),
    TaskEither.tap(() => checkOut(values)),
    TaskEither.bind('run', () => openRun(values, terminal)),
    TaskEither.bind('rows', ({ run }) => readRows(run, values, terminal)),
    TaskEither.bind('explanation', ({ run, rows, entries }) =>
      withStatusTask(
        terminal,
        `explaining ${counted(rows.length, 'row')}`,
        explainRowsTask(run, rows, {
          ...present({ entries, top: values.top, columns: values.columns }),
          onNotice: terminal.log,
        }),
      ),
    ),
    TaskEither.bind('others', ({ run }) => othersOf(run, values, terminal)),
    TaskEither.bind('stability', ({ run, rows, others }) => stabilityOf(run, rows, others)),
    TaskEither.bind('concepts', ({ run, rows }) => conceptsOf(run, rows, values)),
    TaskEither.bind('path', ({ explanation }) => write(values, explanation)),
    TaskEither.map(outputOf),
  )

export const explainCommand = command(
  [
    'isthmus explain runs/wine',
    'isthmus explain runs/wine --data wine.csv --label class --entries 0,3 --top 5',
    'isthmus explain runs/dictionary --out cards.ndjson',
    'isthmus explain runs/mnist --entries 0,1,2,3 --out entries.png',
    'isthmus explain runs/wine --label class --concept 2',
    'isthmus explain runs/wine --against runs/wine-2 --against runs/wine-3',
  ],
  {
    ...runOptions,
    entries: words('--entries', 'NAMES', 'Comma-separated entries of the code, counted from 0; all by default.'),
    top: count('--top', 'How many rows to name that excite an entry most and least; 10 by default.'),
    columns: count('--columns', 'How many columns, labels and near entries to name; 5 by default.'),
    against: several(
      '--against',
      'RUN',
      'Another run, such as one of another seed: how the entries come back in it. May be given several times.',
    ),
    concept: several(
      '--concept',
      'VALUE',
      'A label of the --label column: its directions in the code, and how well they separate rows held out. May be given several times.',
    ),
    seeds: count(
      '--seeds',
      'Trains the spec of the run again with N other seeds, in RUN-seed1, RUN-seed2, …, and compares with them.',
    ),
    out: words(
      '--out',
      'FILE',
      `File to write: the cards of all entries as ${endingsFor('table')}; .png or / (a folder of images) for what entries read, on the left, and write, on the right.`,
    ),
    force: flag('--force', 'Replaces the file if it exists.'),
  },
  explain,
)
