import { number, refine, struct } from '../../codec/index.ts'
import { present } from '../../tensor/present.ts'
import { asNumber, defineDistribution } from './distribution.ts'
import type { Named } from './uniform.ts'
import { notEmpty } from './uniform.ts'

/** Numbers of a range [from, to] above 0 whose logarithms are equally likely: learning rates, weights of terms. */
export const logUniform = defineDistribution(
  {
    name: 'logUniform',
    summary: 'Numbers of a range above 0 whose logarithms are equally likely.',
    codec: refine(struct({ from: number({ exclusiveMinimum: 0 }), to: number({ exclusiveMinimum: 0 }) }), notEmpty),
    example: { from: 1e-4, to: 1e-2 },
    build: ({ from, to }) => {
      const span = Math.log(to / from)
      const position = (value: number): number => Math.log(value / from) / span
      return {
        ordered: true,
        at: (u) => Math.min(to, from * Math.exp(u * span)),
        cell: (value) => [position(value), position(value)],
      }
    },
  },
  (specify) =>
    (from: number, to: number, { name }: Named = {}): number =>
      asNumber(specify({ from, to, ...present({ name }) })),
)
