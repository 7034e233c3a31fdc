import { number, refine, struct } from '../../codec/index.ts'
import { present } from '../../tensor/present.ts'
import { asNumber, defineDistribution } from './distribution.ts'

/** A hyperparameter may have a name: distributions of one name take the same value. */
export interface Named {
  readonly name?: string
}

/** A range is not empty. */
export const notEmpty = ({ from, to }: { readonly from: number; readonly to: number }) =>
  from < to
    ? undefined
    : { fault: 'empty range', at: 'to', expected: `a number above from, ${from}`, found: String(to) }

/** Numbers of a range [from, to], all equally likely. */
export const uniform = defineDistribution(
  {
    name: 'uniform',
    summary: 'Numbers of a range, all equally likely.',
    codec: refine(struct({ from: number(), to: number() }), notEmpty),
    example: { from: 0, to: 0.5 },
    build: ({ from, to }) => ({
      ordered: true,
      at: (u) => from + u * (to - from),
      cell: (value) => [(value - from) / (to - from), (value - from) / (to - from)],
    }),
  },
  (specify) =>
    (from: number, to: number, { name }: Named = {}): number =>
      asNumber(specify({ from, to, ...present({ name }) })),
)
