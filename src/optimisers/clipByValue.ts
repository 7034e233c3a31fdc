import { struct } from '../codec/index.ts'
import { fill, minimum } from '../tensor/derived.ts'
import * as Named from '../tensor/named.ts'
import { builtUpdate, defineUpdate } from './define.ts'
import { limit } from './settings.ts'
import { stateless } from './transformation.ts'

/** d = g clipped to [−limit, limit] entry by entry. */
export const clipByValue = defineUpdate(
  {
    name: 'clipByValue',
    summary: 'Gradient clipping by value: clips every entry to [−limit, limit].',
    layoutFree: true,
    codec: () => struct({ limit }),
    example: { limit: 1 },
    build: ({ limit: bound }) =>
      builtUpdate(
        stateless((A, { direction }) =>
          Named.map(direction, (g) =>
            A.maximum(minimum(A, g, fill(A, bound, A.shape(g))), fill(A, -bound, A.shape(g))),
          ),
        ),
      ),
  },
  (specify) => (bound: number) => specify({ limit: bound }),
)
