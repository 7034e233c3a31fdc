import type { TypeOf } from '../../codec/index.ts'
import { boolean, integer as whole, refine, struct } from '../../codec/index.ts'
import { present } from '../../tensor/present.ts'
import type { BuiltDistribution } from './distribution.ts'
import { asNumber, defineDistribution } from './distribution.ts'
import type { Named } from './uniform.ts'
import { notEmpty } from './uniform.ts'

const settings = refine(
  struct({ from: whole(), to: whole() }, { step: whole({ minimum: 1 }), log: boolean }),
  ({ from, to, log }) =>
    notEmpty({ from, to }) ??
    (log === true && from < 1
      ? {
          fault: 'out of range',
          at: 'from',
          expected: 'a whole number of at least 1 for a logarithm',
          found: String(from),
        }
      : undefined),
)

export type IntegerOptions = Omit<TypeOf<typeof settings>, 'from' | 'to'> & Named

/** Whole numbers with the edges between them, which `scale` brings to [0, 1]. */
const levelsOn = (
  { from, to, step = 1 }: TypeOf<typeof settings>,
  scale: (edge: number) => number,
  unscale: (u: number) => number,
): BuiltDistribution => {
  const levels = Math.floor((to - from) / step) + 1
  const last = from + (levels - 1) * step
  const edge = (index: number): number => (index <= 0 ? 0 : index >= levels ? 1 : scale(from + (index - 0.5) * step))
  return {
    levels,
    ordered: true,
    at: (u) => Math.min(last, Math.max(from, from + step * Math.round((unscale(u) - from) / step))),
    cell: (value) => {
      const index = Math.round((value - from) / step)
      return [edge(index), edge(index + 1)]
    },
  }
}

/** Half a step around the ends belongs to them, so that all numbers are equally likely. */
const build = (given: TypeOf<typeof settings>): BuiltDistribution => {
  const { from, to, step = 1, log = false } = given
  const low = log ? Math.max(from - step / 2, 0.5) : from - step / 2
  const high = from + (Math.floor((to - from) / step) + 0.5) * step
  const span = log ? Math.log(high / low) : high - low
  return log
    ? levelsOn(
        given,
        (edge) => Math.log(edge / low) / span,
        (u) => low * Math.exp(u * span),
      )
    : levelsOn(
        given,
        (edge) => (edge - low) / span,
        (u) => low + u * span,
      )
}

/**
 * Whole numbers from, from + step, … up to `to`; with `log`, those whose logarithms are equally likely: widths, sizes of a
 * code.
 */
export const integer = defineDistribution(
  {
    name: 'integer',
    summary: 'Whole numbers of a range, in steps; with `log`, small ones more often.',
    codec: settings,
    example: { from: 4, to: 64, log: true },
    build,
  },
  (specify) =>
    (from: number, to: number, options: IntegerOptions = {}): number =>
      asNumber(specify({ from, to, ...present(options) })),
)
