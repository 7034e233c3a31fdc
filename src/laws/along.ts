import type { NdArray } from '../interpreters/ndarray/index.ts'
import { draw, path } from '../random/index.ts'
import * as Named from '../tensor/named.ts'
import type { Pair } from './closeness.ts'
import type { Differentiable } from './differentiable.ts'
import { directionsOf } from './differentiable.ts'
import type { Verdict } from './law.ts'
import { NoVerdict } from './law.ts'

/** What a pullback and somebody else say along a direction of some variables, if they disagree. */
export type Disagrees = (direction: Named.Named<NdArray>) => Pair | undefined

const drawPair = (names: ReadonlyArray<string>, who: string, { left, right }: Pair): string => {
  const of = names.map((name) => `"${name}"`).join(' and ')
  return `cotangent of ${of}: the pullback says ${left}, ${who} ${right} (along one random direction)`
}

/** Any variable, another one in every case. */
const anyOf = ({ stream }: Differentiable, names: ReadonlyArray<string>): ReadonlyArray<string> => {
  const [u = 0] = draw(path(stream, 'alone'), 1, { kind: 'uniform' })
  return names.slice(Math.floor(u * names.length)).slice(0, 1)
}

/**
 * Compares along a random direction of all variables at once, where every mistake shows, and along that of one
 * variable alone, which no other can outweigh. Of many variables that disagree together, the first that does alone is
 * named.
 */
export const comparedAlong = (subject: Differentiable, who: string, disagrees: Disagrees): Verdict => {
  const directions = directionsOf(subject)
  const names = Named.names(directions)
  let withheld = false
  const tried = (some: ReadonlyArray<string>): Verdict => {
    try {
      const found = disagrees(Named.filter(directions, (name) => some.includes(name)))
      return found === undefined ? undefined : drawPair(some, who, found)
    } catch (error) {
      if (!(error instanceof NoVerdict)) throw error
      withheld = true
      return undefined
    }
  }
  const alone = (): Verdict => {
    for (const name of names) {
      const found = tried([name])
      if (found !== undefined) return found
    }
    return undefined
  }
  const together = tried(names)
  if (together !== undefined) return alone() ?? together
  const single = names.length > 1 ? tried(anyOf(subject, names)) : undefined
  if (single === undefined && withheld) throw new NoVerdict()
  return single
}

/** The cotangents of a pullback, of which none may be missing. */
export const complete = ({ variables }: Differentiable, back: Named.Named<NdArray>): Named.Named<NdArray> => {
  const missing = Named.names(variables).find((name) => back[name] === undefined)
  if (missing !== undefined) throw new Error(`the pullback gives no cotangent of "${missing}"`)
  return back
}
