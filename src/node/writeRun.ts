import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { FallibleTask } from '../data/files/index.ts'
import { attempt } from '../data/files/index.ts'
import type { TrainedModel } from '../fitted/index.ts'
import { encodeModel } from '../fitted/index.ts'
import type { ExperimentSpec, Registry } from '../format/index.ts'
import { encodeSpec } from '../format/index.ts'
import type { RecordedEpoch } from './history.ts'
import { historyCsv } from './history.ts'
import type { RunFacts } from './runRecord.ts'
import { recordCodec, recordOf, sha256 } from './runRecord.ts'
import type { StagingDirectory } from './stagingDirectory.ts'

/** What a run directory is made of. */
export interface RunContent extends RunFacts {
  readonly spec: ExperimentSpec
  readonly trained: TrainedModel
  readonly history: ReadonlyArray<RecordedEpoch>
}

/** The names of the files of a run. */
export const fileNames = {
  spec: 'spec.json',
  record: 'run.json',
  model: 'model.safetensors',
  history: 'history.csv',
} as const

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

const filesOf = (registry: Registry, { spec, trained, history, ...facts }: RunContent) => {
  const files = {
    [fileNames.model]: encodeModel(registry, trained),
    [fileNames.history]: historyCsv(history),
    [fileNames.spec]: json(encodeSpec(registry, { kind: 'experiment', ...spec })),
  }
  const hashes = Object.fromEntries(Object.entries(files).map(([name, content]) => [name, sha256(content)]))
  return { ...files, [fileNames.record]: json(recordCodec.encode(recordOf(trained, spec, facts, hashes))) }
}

/** Writes the files of a run and moves it to its path, which is returned. */
export const writeRun = (registry: Registry, staging: StagingDirectory, content: RunContent): FallibleTask<string> =>
  pipe(
    attempt(staging.target, 'a folder that a run can be written to', async () => {
      for (const [name, file] of Object.entries(filesOf(registry, content))) await staging.write(name, file)
    }),
    TaskEither.flatMap(() => staging.finish),
  )
