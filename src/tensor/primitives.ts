import type { Primitive } from './tensor.ts'

/** What interpreters derive their lists from. */
export interface PrimitiveTraits {
  /** How many tensors it takes; `many` for a list of them. */
  readonly arity: 0 | 1 | 2 | 3 | 'many'
  /** Whether every entry of the result follows from the entries in the same place of the operands. */
  readonly isEntrywise?: true
  /** f(0) = 0, for an entrywise primitive of one operand. */
  readonly keepsZero?: true
}

const entrywise = <Arity extends 1 | 2 | 3>(arity: Arity) => ({ arity, isEntrywise: true }) as const
const odd = { arity: 1, isEntrywise: true, keepsZero: true } as const
const one = { arity: 1 } as const
const two = { arity: 2 } as const

/** Every primitive with its traits: a new one is a row here, and the compiler names every place that must know it. */
export const primitives = {
  constant: { arity: 0 },
  extent: one,
  neg: odd,
  abs: odd,
  sign: odd,
  floor: odd,
  exp: entrywise(1),
  log: entrywise(1),
  sqrt: odd,
  sin: odd,
  cos: entrywise(1),
  tanh: odd,
  sigmoid: entrywise(1),
  softplus: entrywise(1),
  erf: entrywise(1),
  stopGradient: one,
  add: entrywise(2),
  sub: entrywise(2),
  mul: entrywise(2),
  div: entrywise(2),
  maximum: entrywise(2),
  greater: entrywise(2),
  where: entrywise(3),
  sum: one,
  max: one,
  topMask: one,
  matmul: two,
  conv: two,
  convInput: two,
  convKernel: two,
  expand: one,
  reshape: one,
  transpose: one,
  slice: one,
  pad: one,
  concat: { arity: 'many' },
  gather: two,
  scatter: two,
} as const satisfies Readonly<Record<Primitive, PrimitiveTraits>>

/** The entrywise primitives of this many operands. */
export type Entrywise<Arity extends 1 | 2 | 3> = {
  [P in Primitive]: (typeof primitives)[P] extends { readonly arity: Arity; readonly isEntrywise: true } ? P : never
}[Primitive]

const isEntrywiseOf =
  <Arity extends 1 | 2 | 3>(arity: Arity) =>
  (name: string): name is Entrywise<Arity> => {
    const traits: PrimitiveTraits | undefined = Object.entries(primitives).find(([other]) => other === name)?.[1]
    return traits?.arity === arity && traits.isEntrywise === true
  }

/** A record of the entrywise primitives of this many operands, each with what is made of its name. */
export const entrywiseRecord = <Arity extends 1 | 2 | 3, V>(
  arity: Arity,
  make: (name: Entrywise<Arity>) => V,
): Readonly<Record<Entrywise<Arity>, V>> =>
  // The table has exactly these names; the compiler cannot follow Object.fromEntries.
  Object.fromEntries(
    Object.keys(primitives)
      .filter(isEntrywiseOf(arity))
      .map((name) => [name, make(name)]),
  ) as Record<Entrywise<Arity>, V>
