import type { Model } from '../../model/index.ts'
import type { Points } from '../../statistics/index.ts'

/**
 * What the codes are: numbers that paths may run between, all of one length on a `sphere`, mostly 0 (`sparse`), or picked from
 * a finite set (`quantised`).
 */
export type CodeKind = 'continuous' | 'sphere' | 'sparse' | 'quantised'

/** Layers whose output is one of finitely many. */
const quantising: ReadonlyArray<string> = ['vectorQuantiser', 'finiteScalarQuantiser', 'bernoulli', 'categorical']

/** Codes with more zeros than this share are sparse. */
const sparseShare = 0.5

/** Lengths that differ by less than this share of their mean are equal. */
const lengthTolerance = 1e-3

const isSphere = ({ length, width, values }: Points): boolean => {
  if (width < 2) return false
  const lengths = Float64Array.from({ length }, (_, i) => Math.hypot(...values.subarray(i * width, (i + 1) * width)))
  const mean = lengths.reduce((a, b) => a + b, 0) / length
  return mean > 0 && lengths.every((one) => Math.abs(one - mean) <= lengthTolerance * mean)
}

/** What the codes of a model are, by its layers and by codes of training rows. */
export const codeKindOf = ({ encoder }: Model, codes: Points): CodeKind => {
  if (encoder.layers.slice(-2).some(({ spec }) => quantising.includes(spec.layer))) return 'quantised'
  let zeros = 0
  for (let i = 0; i < codes.values.length; i++) if (codes.values[i] === 0) zeros++
  if (zeros > sparseShare * codes.values.length) return 'sparse'
  return isSphere(codes) ? 'sphere' : 'continuous'
}
