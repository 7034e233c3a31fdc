import * as Either from 'fp-ts/lib/Either.js'
import { drawFaults } from '../../src/codec/index.ts'
import type { Settings } from '../../src/codec/index.ts'
import type { NdArray } from '../../src/interpreters/ndarray/index.ts'
import type { BuiltTerm, Evaluated, TermDefinition, TermInput } from '../../src/losses/index.ts'
import { termContext, terms } from '../../src/losses/index.ts'
import { rateCodec, schedules } from '../../src/schedules/index.ts'
import { A, array } from '../reference/values.ts'

/** Rows of numbers. */
export const matrix = (rows: number, numbers: ReadonlyArray<number>): NdArray =>
  array(numbers, [rows, numbers.length / rows])

const none = array([], [0])

/** The identity as a network. */
export const identityAt = <T>(y: T): Evaluated<T> => ({
  y,
  buffers: {},
  vjp: (dx) => ({ dx, dparameters: {} }),
  jvp: (value) => ({ value, vjp: (dx) => ({ dx, dparameters: {} }) }),
})

/** The input of a term that reads none of it. */
export const emptyInput: TermInput<NdArray> = {
  target: none,
  output: none,
  aux: {},
  parameters: {},
  noise: {},
  encoder: identityAt(none),
  decoder: { at: identityAt },
}

/** The term for inputs of these shapes. */
export const builtFor = (
  definition: TermDefinition,
  { target, aux = {} }: Partial<TermInput<NdArray>>,
  settings: Settings = {},
): BuiltTerm => {
  const [code] = Object.values(aux)
  const sizes = { input: target?.shape.slice(1) ?? [1], code: code?.shape.slice(1) ?? [1] }
  const built = definition.build(settings, sizes, termContext(terms, rateCodec(schedules), definition.name))
  if (Either.isLeft(built)) throw new Error(drawFaults(built.left))
  return built.right
}

/** The value of a term. */
export const valueOf = (
  definition: TermDefinition,
  input: Partial<TermInput<NdArray>>,
  settings: Settings = {},
): number => A.read(builtFor(definition, input, settings).run(A, { ...emptyInput, ...input }).value)[0] ?? Number.NaN
