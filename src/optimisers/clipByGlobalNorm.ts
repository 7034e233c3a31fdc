import { struct } from '../codec/index.ts'
import { minimum, scalar, square, times, total } from '../tensor/derived.ts'
import * as Named from '../tensor/named.ts'
import { builtUpdate, defineUpdate } from './define.ts'
import { limit } from './settings.ts'
import { stateless } from './transformation.ts'

/** d = g · min(1, limit / ‖g‖) with the norm over all parameters together (Pascanu, Mikolov and Bengio 2013). */
export const clipByGlobalNorm = defineUpdate(
  {
    name: 'clipByGlobalNorm',
    summary: 'Gradient clipping by global norm: scales all gradients down together where their norm exceeds a limit.',
    layoutFree: true,
    codec: () => struct({ limit }),
    example: { limit: 1 },
    build: ({ limit: maxNorm }) =>
      builtUpdate(
        stateless((A, { direction }) => {
          const squares = Object.values(direction).map((g) => total(A, square(A, g)))
          const norm = A.sqrt(squares.reduce(A.add, scalar(A, 0)))
          const factor = minimum(A, A.div(scalar(A, maxNorm), norm), scalar(A, 1))
          return Named.map(direction, (g) => times(A, g, factor))
        }),
      ),
  },
  (specify) => (maxNorm: number) => specify({ limit: maxNorm }),
)
