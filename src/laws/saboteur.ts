import type { NdArray } from '../interpreters/ndarray/index.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { watches } from '../tensor/unwatched.ts'
import { A } from './differentiable.ts'
import type { Arguments } from './mistakes.ts'
import { mistakes } from './mistakes.ts'

type Operation = (...operands: ReadonlyArray<never>) => NdArray

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
  // The record has the operations of A under their names, each wrapped with its own type.
  const algebra = Object.fromEntries(entries) as Tensor<NdArray>
  watches(algebra, A)
  return {
    algebra,
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
