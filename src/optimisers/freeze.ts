import { array, nearest, string, struct } from '../codec/index.ts'
import { zerosLike } from '../tensor/derived.ts'
import * as Named from '../tensor/named.ts'
import type { Optimiser } from './update.ts'
import { row } from './update.ts'

/** `encoder` stands for every parameter below it, `encoder.0.weight` for itself. */
const covers = (pattern: string, name: string): boolean => name === pattern || name.startsWith(`${pattern}.`)

const freezeRow = row({
  name: 'freeze',
  summary: 'Keeps the named parameters as they are.',
  linear: true,
  codec: () =>
    struct({ names: array(string('the name of a parameter or of a layer', { minLength: 1 }), { minItems: 1 }) }),
  run: (A, { direction }, { names }) => ({
    direction: Named.map(direction, (g, name) =>
      names.some((pattern) => covers(pattern, name)) ? zerosLike(A, g) : g,
    ),
    slots: {},
  }),
  check: ({ names }, parameters) => {
    const idle = names.find((pattern) => !parameters.some((name) => covers(pattern, name)))
    if (idle === undefined) return undefined
    const near = nearest(idle, parameters)
    const remedy = near === undefined ? `one of ${parameters.join(', ')}` : `did you mean "${near}"?`
    return { fault: 'unknown name', expected: 'the name of a parameter', found: `"${idle}"`, remedy, at: 'names' }
  },
})

/** d = 0 for the named parameters; it stands last in a chain, so that nothing moves them after it. */
export const freeze = Object.assign((...names: ReadonlyArray<string>): Optimiser => [{ update: 'freeze', names }], {
  definition: freezeRow,
})
