import type { Fault } from '../codec/index.ts'
import { show } from '../codec/index.ts'
import type { Model } from '../model/index.ts'
import type { Layout } from '../preprocessing/index.ts'

/** Columns of free text that no step makes numbers of. */
const textLeft = ({ schema = [] }: Layout): ReadonlyArray<Fault> =>
  schema.flatMap(({ kind, name }) =>
    kind === 'text'
      ? [
          {
            fault: 'wrong kind',
            where: `data, column ${show(name)}`,
            expected: 'numbers',
            found: 'free text',
            remedy: 'make tokens or terms of it: preprocessing: [words({ length: 32 })] or [tfIdf()]',
          },
        ]
      : [],
  )

/** An embedding with fewer entries than there are tokens. */
const smallTable = ({ encoder: { indices } }: Model, { vocabulary }: Layout): ReadonlyArray<Fault> =>
  indices === undefined || vocabulary === undefined || vocabulary <= indices.below
    ? []
    : [
        {
          fault: 'wrong value',
          where: 'encoder',
          expected: `an embedding of at least ${vocabulary} entries, one for each token of the training rows`,
          found: String(indices.below),
          remedy: `give the embedding ${vocabulary} entries, or the tokeniser a smaller vocabulary`,
        },
      ]

/** What is wrong with text as a model is to see it. */
export const textFaults = (model: Model, after: Layout): ReadonlyArray<Fault> => [
  ...textLeft(after),
  ...smallTable(model, after),
]
