import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { FallibleTask } from '../data/files/index.ts'
import type { StepSpec } from '../preprocessing/index.ts'
import { decodeTokenizerJson } from '../text/index.ts'
import { parseJson } from './parseJson.ts'
import { readBytes } from './readFile.ts'
import { locate } from './source.ts'

const what = 'a tokenizer.json'

const readStep = (step: StepSpec, folder: string | undefined): FallibleTask<StepSpec> => {
  if (step.step !== 'pretrained' || typeof step['path'] !== 'string') return TaskEither.right(step)
  return pipe(
    TaskEither.fromTask(() => locate({ source: step.step, path: step['path'] }, folder)),
    TaskEither.map(({ path }) => String(path)),
    TaskEither.bindTo('path'),
    TaskEither.bind('bytes', ({ path }) => readBytes(path, what)),
    TaskEither.flatMapEither(({ path, bytes }) =>
      pipe(
        parseJson(path, bytes, { expected: 'JSON', remedy: `give the path of ${what}` }),
        Either.flatMap((json) => decodeTokenizerJson(json, path)),
      ),
    ),
    TaskEither.map((tokenizer) => ({ ...step, tokenizer })),
  )
}

/**
 * Preprocessing steps with the files that they name: a `pretrained` tokeniser with what its tokenizer.json holds. A relative
 * path starts at the folder of the spec; if there is no such file, at the working directory.
 */
export const withTokenizers = (
  steps: ReadonlyArray<StepSpec> | undefined,
  folder: string | undefined,
): FallibleTask<ReadonlyArray<StepSpec> | undefined> =>
  steps === undefined
    ? TaskEither.right(undefined)
    : TaskEither.traverseArray((step: StepSpec) => readStep(step, folder))(steps)
