import type { NdArray } from '../interpreters/ndarray/index.ts'
import { scale } from '../tensor/derived.ts'
import type { Named } from '../tensor/named.ts'
import type { Tensor } from '../tensor/tensor.ts'
import type { Differentiable } from './differentiable.ts'
import { A, run } from './differentiable.ts'
import { agreesWithDual, dualOpinion } from './duality.ts'
import type { Verdict } from './law.ts'
import { NoVerdict } from './law.ts'

type Arguments = ReadonlyArray<unknown>
type Operation = (...operands: ReadonlyArray<never>) => NdArray

/**
 * A mistake that somebody could make in one operation of a hand-written derivative: what comes out instead, or
 * undefined where the mistake makes no sense there.
 */
type Mistake = (name: string, operands: Arguments, right: NdArray) => (() => NdArray) | undefined

const isArray = (value: unknown): value is NdArray => typeof value === 'object' && value !== null && 'stride' in value

const pair = (operands: Arguments): readonly [NdArray, NdArray] | undefined => {
  const [a, b] = operands
  return isArray(a) && isArray(b) ? [a, b] : undefined
}

const flag = (operands: Arguments, which: 'a' | 'b'): boolean => {
  const transpose = operands[2]
  return (
    typeof transpose === 'object' && transpose !== null && which in transpose && Reflect.get(transpose, which) === true
  )
}

const product =
  (change: (a: boolean, b: boolean) => readonly [boolean, boolean]): Mistake =>
  (name, operands) => {
    const factors = name === 'matmul' ? pair(operands) : undefined
    if (factors === undefined) return undefined
    const [a, b] = change(flag(operands, 'a'), flag(operands, 'b'))
    return () => A.matmul(...factors, { a, b })
  }

const otherAxes = (rank: number, axes: ReadonlyArray<number>): ReadonlyArray<number> =>
  axes.map((axis) => (axis + 1) % rank)

const isAxes = (value: unknown): value is ReadonlyArray<number> =>
  Array.isArray(value) && value.every((axis) => typeof axis === 'number')

/** The mistakes that are tried on every operation. */
export const mistakes: Readonly<Record<string, Mistake>> = {
  'flipped sign': (_name, _operands, right) => () => A.neg(right),
  'factor 2': (_name, _operands, right) => () => scale(A, right, 2),
  'first term dropped': (name, operands) => {
    const terms = name === 'add' || name === 'sub' ? pair(operands) : undefined
    return terms && (() => terms[1])
  },
  'second term dropped': (name, operands) => {
    const terms = name === 'add' || name === 'sub' ? pair(operands) : undefined
    return terms && (() => terms[0])
  },
  'swapped operands': (name, operands) => {
    const both = pair(operands)
    if (both === undefined) return undefined
    const [a, b] = both
    if (name === 'sub') return () => A.sub(b, a)
    if (name === 'div') return () => A.div(b, a)
    if (name === 'greater') return () => A.greater(b, a)
    if (name === 'matmul') return () => A.matmul(b, a, { a: flag(operands, 'b'), b: flag(operands, 'a') })
    return undefined
  },
  'swapped choices': (name, operands) => {
    const [mask, a, b] = operands
    return name === 'where' && isArray(mask) && isArray(a) && isArray(b) ? () => A.where(mask, b, a) : undefined
  },
  'first transpose wrong': product((a, b) => [!a, b]),
  'second transpose wrong': product((a, b) => [a, !b]),
  'wrong axis': (name, operands) => {
    const [a, axes] = operands
    if (name !== 'sum' || !isArray(a) || !isAxes(axes) || a.shape.length < 2) return undefined
    return () => A.sum(a, otherAxes(a.shape.length, axes))
  },
  'missing transpose': (name, operands) => {
    const [a] = operands
    return name === 'transpose' && isArray(a) ? () => a : undefined
  },
}

/** An operation that was run, and the mistakes that make sense in it. */
export interface Seen {
  readonly name: string
  readonly mistakes: ReadonlyArray<string>
}

/** An algebra that makes one mistake at its n-th operation while it is switched on, and notes its operations. */
export interface Saboteur {
  readonly algebra: Tensor<NdArray>
  /** From now on it makes this mistake at this operation, each time it is switched on: an update is at each of its steps. */
  readonly arm: (at: number, mistake: string) => void
  readonly on: <R>(action: () => R) => R
  /** What was run while it was last on and not armed, in order. */
  readonly seen: () => ReadonlyArray<Seen>
}

/** A saboteur that makes no mistake yet. */
export const saboteur = (): Saboteur => {
  let armed: { readonly at: number; readonly mistake: string } | undefined
  let active = false
  let at = 0
  let seen: Array<Seen> = []
  const sensible = (name: string, operands: Arguments, right: NdArray): ReadonlyArray<string> =>
    Object.keys(mistakes).filter((mistake) => mistakes[mistake]?.(name, operands, right) !== undefined)
  const wrap =
    (name: string, operation: Operation) =>
    (...operands: ReadonlyArray<never>): NdArray => {
      const right = operation(...operands)
      if (!active) return right
      if (armed === undefined) seen.push({ name, mistakes: sensible(name, operands, right) })
      else if (armed.at === at++) return mistakes[armed.mistake]?.(name, operands, right)?.() ?? right
      return right
    }
  const entries = Object.entries(A).map(([name, operation]) =>
    name === 'shape' || name === 'read' ? [name, operation] : [name, wrap(name, operation as Operation)],
  )
  return {
    // The record has the operations of A under their names, each wrapped with its own type.
    algebra: Object.fromEntries(entries) as Tensor<NdArray>,
    arm: (place, mistake) => {
      armed = { at: place, mistake }
    },
    on: (action) => {
      active = true
      at = 0
      if (armed === undefined) seen = []
      try {
        return action()
      } finally {
        active = false
      }
    },
    seen: () => seen,
  }
}

/** What a derivative gave on the saboteur's algebra, and whether the check still passes. */
export interface Tried {
  readonly holds: boolean
  readonly results: ReadonlyArray<NdArray>
}

/** What is tried on a saboteur's algebra: prepared once, then done with one mistake after the other. */
export type Trial = (spy: Saboteur) => () => Tried

/** Whether an action gives no disagreement; where it can give no verdict it gives none. */
const holds = (action: () => Verdict): boolean => {
  try {
    return action() === undefined
  } catch (error) {
    if (error instanceof NoVerdict) return true
    throw error
  }
}

/** The trial of a pullback: does it agree with dual numbers? What they say is found once for all mutants. */
export const pullbackTrial = (subject: Differentiable): Trial => {
  const opinion = dualOpinion(subject)
  return (spy) => {
    const pulled = run(subject, { algebra: spy.algebra })
    return () => {
      let results: ReadonlyArray<NdArray> = []
      const during = (action: () => Named<NdArray>): Named<NdArray> => {
        const cotangents = spy.on(action)
        results = Object.values(cotangents)
        return cotangents
      }
      return { holds: holds(() => agreesWithDual(subject, { pulled, during, opinion })), results }
    }
  }
}

type Fate = 'killed' | 'survived' | 'without effect'

/** One mistake at one place of one sequence of operations. */
export interface Mutant {
  /** Its place among the operations, and their names. */
  readonly operation: number
  readonly name: string
  readonly mistake: string
  readonly operations: ReadonlyArray<string>
  readonly fate: Fate
}

const differ = (a: NdArray | undefined, b: NdArray | undefined): boolean => {
  if (a === undefined || b === undefined || a.shape.join() !== b.shape.join()) return true
  const [x, y] = [A.read(a), A.read(b)]
  const size = x.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  return x.some((value, i) => Math.abs(value - (y[i] ?? 0)) > 1e-14 * size)
}

/** An error counts as notice; a mistake after which all results are as before has no effect in this case. */
const fateOf = (attempt: () => Tried, right: Tried): Fate => {
  try {
    const { holds, results } = attempt()
    if (!holds) return 'killed'
    return right.results.some((result, i) => differ(result, results[i])) ? 'survived' : 'without effect'
  } catch {
    return 'killed'
  }
}

/** Killed outweighs survived: one case that notices is enough. */
const worse: Readonly<Record<Fate, number>> = { killed: 2, survived: 1, 'without effect': 0 }

/**
 * Every mistake at every operation of every trial. A mutant is killed if any trial with its sequence of operations
 * notices it; it has no effect if it changes the result of none (a mask times −1 where only 0 is told from the rest).
 */
export const mutate = (trials: ReadonlyArray<Trial>): ReadonlyArray<Mutant> => {
  const mutants = new Map<string, Mutant>()
  for (const trial of trials) {
    const spy = saboteur()
    const attempt = trial(spy)
    const right = attempt()
    if (!right.holds) throw new Error('the derivative fails its own check before anything is changed')
    const seen = spy.seen()
    const operations = seen.map(({ name }) => name)
    for (const [operation, { name, mistakes: sensible }] of seen.entries())
      for (const mistake of sensible) {
        const key = `${operations.join()} ${operation} ${mistake}`
        const before = mutants.get(key)
        if (before?.fate === 'killed') continue
        spy.arm(operation, mistake)
        const fate = fateOf(attempt, right)
        if (before === undefined || worse[fate] > worse[before.fate])
          mutants.set(key, { operation, name, mistake, operations, fate })
      }
  }
  return [...mutants.values()]
}
