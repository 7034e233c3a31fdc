import type { NdArray } from '../interpreters/ndarray/index.ts'
import type { Named } from '../tensor/named.ts'
import type { Differentiable } from './differentiable.ts'
import { A, run } from './differentiable.ts'
import { agreesWithDual, dualOpinion } from './duality.ts'
import type { Verdict } from './law.ts'
import { NoVerdict } from './law.ts'
import type { Saboteur } from './saboteur.ts'
import { saboteur } from './saboteur.ts'

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
