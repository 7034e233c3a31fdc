import { number, struct } from '../codec/index.ts'
import { fill, minimum } from '../tensor/derived.ts'
import * as Named from '../tensor/named.ts'
import type { Optimiser } from './update.ts'
import { row } from './update.ts'

/** A limit that lets something through. */
export const limit = number({ exclusiveMinimum: 0 })

const clipByValueRow = row({
  name: 'clipByValue',
  summary: 'Limits every entry of the direction.',
  layoutFree: true,
  codec: () => struct({ limit }),
  run: (A, { direction }, { limit: c }) => ({
    direction: Named.map(direction, (g) => A.maximum(minimum(A, g, fill(A, c, A.shape(g))), fill(A, -c, A.shape(g)))),
    slots: {},
  }),
})

/** d = g clipped to [−limit, limit] entry by entry. */
export const clipByValue = Object.assign((c: number): Optimiser => [{ update: 'clipByValue', limit: c }], {
  definition: clipByValueRow,
})
