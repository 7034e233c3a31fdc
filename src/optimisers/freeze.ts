import { array, failure, nearest, string, struct } from '../codec/index.ts'
import { zerosLike } from '../tensor/derived.ts'
import * as Named from '../tensor/named.ts'
import { builtUpdate, defineUpdate } from './define.ts'
import { stateless } from './transformation.ts'

/** `encoder` covers every parameter below it, `encoder.0.weight` itself. */
const covers = (pattern: string, name: string): boolean => name === pattern || name.startsWith(`${pattern}.`)

/** d = 0 for the named parameters; put it last in a chain, so that no later update moves them. */
export const freeze = defineUpdate(
  {
    name: 'freeze',
    summary: 'Freezing: the named parameters are not trained.',
    linear: true,
    codec: () =>
      struct({ names: array(string('the name of a parameter or of a layer', { minLength: 1 }), { minItems: 1 }) }),
    example: { names: ['encoder'] },
    build: ({ names }, parameters, { where }) => {
      const unknown = names.find((pattern) => !parameters.some((name) => covers(pattern, name)))
      if (unknown !== undefined) {
        const near = nearest(unknown, parameters)
        return failure({
          fault: 'unknown name',
          where: `${where}.names`,
          expected: 'the name of a parameter',
          found: `"${unknown}"`,
          remedy: near === undefined ? `one of ${parameters.join(', ')}` : `did you mean "${near}"?`,
        })
      }
      const isFrozen = (name: string): boolean => names.some((pattern) => covers(pattern, name))
      return builtUpdate(
        stateless((A, { direction }) => Named.map(direction, (g, name) => (isFrozen(name) ? zerosLike(A, g) : g))),
      )
    },
  },
  (specify) =>
    (...names: ReadonlyArray<string>) =>
      specify({ names }),
)
