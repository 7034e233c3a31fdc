import { describe, integer, number, struct } from '../../../codec/index.ts'
import { defineDiagnosis } from '../diagnosis.ts'
import { short } from '../entries.ts'
import type { BlockGradients } from '../termGradients.ts'
import { termGradientsOf } from '../termGradients.ts'

const settings = struct(
  {},
  {
    cosine: describe(
      number({ minimum: -1, maximum: 0 }),
      'terms conflict where the cosine of their gradients is below this; -0.7 by default',
    ),
    norms: describe(
      number({ minimum: 1 }),
      'how many times the norm of one gradient may be that of the other; 10 by default',
    ),
    minibatches: describe(integer({ minimum: 1 }), 'how many minibatches of 8 rows are averaged; 8 by default'),
  },
)

interface Conflict {
  readonly block: string
  readonly terms: readonly [string, string]
  readonly cosine: number
}

/** The worst pair of terms of a block whose gradients are of a like size, where it is below the threshold. */
const conflictIn = ({ block, pairs }: BlockGradients, least: number, most: number): ReadonlyArray<Conflict> =>
  pairs
    .filter(({ cosine, ratio }) => cosine < least && ratio <= most)
    .toSorted((a, b) => a.cosine - b.cosine)
    .slice(0, 1)
    .map(({ terms, cosine }) => ({ block, terms, cosine }))

/** The pairs of terms, each with all blocks where they conflict, the worst first. */
const byPair = (conflicts: ReadonlyArray<Conflict>): ReadonlyArray<readonly [string, ReadonlyArray<Conflict>]> => {
  const pairs = new Map<string, ReadonlyArray<Conflict>>()
  for (const conflict of conflicts.toSorted((a, b) => a.cosine - b.cosine)) {
    const key = conflict.terms.join(' against ')
    pairs.set(key, [...(pairs.get(key) ?? []), conflict])
  }
  return [...pairs]
}

/**
 * Terms of the loss whose gradients fight: on the parameters of a layer, the weighted gradients of two terms point in opposite
 * directions (cosine below −0.7) and are of a like size (within a factor of 10), so that most of each step of one undoes the
 * other (conflicting gradients; Yu et al. 2020, definitions 1 and 2). Means over eight minibatches of eight training rows, with the
 * noise of training. Where training has come to rest, gradients add up to zero over all rows, so that the terms of any trade-off
 * oppose each other there; on few rows they do so only in part, unless they fight on every row.
 * A warning: the balance between the terms is what their weights say, and whether it is meant is for the user to say.
 */
export const conflictingTerms = defineDiagnosis({
  name: 'conflictingTerms',
  summary: 'Terms of the loss whose gradients point in opposite directions.',
  codec: settings,
  check: async (subject, { cosine = -0.7, norms = 10, minibatches = 8 }) => {
    const active = subject.model.terms.filter(({ coefficient }) => coefficient !== 0)
    if (active.length < 2) return { notApplicable: 'the loss has one term' }
    const blocks = termGradientsOf(subject, minibatches)
    const conflicts = blocks.flatMap((block) => conflictIn(block, cosine, norms))
    return byPair(conflicts).map(([pair, [worst, ...others]]) => ({
      severity: 'warning' as const,
      where: [worst, ...others].flatMap((one) => (one === undefined ? [] : [one.block])).join(', '),
      expected: `gradients of the terms with a cosine above ${cosine}`,
      found: `${pair}: cosine ${short(worst?.cosine ?? 0)}`,
      remedy: `change the weight of ${worst?.terms[0]}, or let it rise with warmUp({ to: 1, steps: 2000 })`,
    }))
  },
})
