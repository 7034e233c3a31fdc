import { struct } from '../codec/index.ts'
import { minimum, scalar, square, times, total } from '../tensor/derived.ts'
import * as Named from '../tensor/named.ts'
import { limit } from './clipByValue.ts'
import type { Optimiser } from './update.ts'
import { row } from './update.ts'

const clipByGlobalNormRow = row({
  name: 'clipByGlobalNorm',
  summary: 'Shrinks the whole direction where it is longer than a limit.',
  layoutFree: true,
  codec: () => struct({ limit }),
  run: (A, { direction }, { limit: c }) => {
    const squares = Object.values(direction).map((g) => total(A, square(A, g)))
    const norm = A.sqrt(squares.reduce(A.add, scalar(A, 0)))
    const factor = minimum(A, A.div(scalar(A, c), norm), scalar(A, 1))
    return { direction: Named.map(direction, (g) => times(A, g, factor)), slots: {} }
  },
})

/** d = g · min(1, limit / ‖g‖) with the norm over all parameters together (Pascanu, Mikolov and Bengio 2013). */
export const clipByGlobalNorm = Object.assign((c: number): Optimiser => [{ update: 'clipByGlobalNorm', limit: c }], {
  definition: clipByGlobalNormRow,
})
