import { describe, number, struct } from '../../../codec/index.ts'
import type { HostTensor } from '../../../tensor/host.ts'
import { defineDiagnosis } from '../diagnosis.ts'
import { percent, short } from '../entries.ts'
import type { Subject } from '../subject.ts'
import { sampleRows } from '../subject.ts'

const settings = struct(
  {},
  {
    share: describe(
      number({ minimum: 0, maximum: 1 }),
      'the share of the codebook that shall be in use; 0.5 by default',
    ),
  },
)

/** Below this share, nearly all of the codebook is unused. */
const least = 0.1

/** So many vectors a code are needed to say that a code is unused. */
const vectorsPerCode = 5

/** How often each different vector along an axis is there. */
const usage = ({ data, shape }: HostTensor, axis: number): ReadonlyArray<number> => {
  const width = shape[axis] ?? 1
  const stride = shape.slice(axis + 1).reduce((a, b) => a * b, 1)
  const counts = new Map<string, number>()
  for (let start = 0; start < data.length; start += width * stride)
    for (let at = start; at < start + stride; at++) {
      const key = Array.from({ length: width }, (_, j) => data[at + j * stride] ?? 0).join()
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
  return [...counts.values()]
}

/** exp of the entropy: how many codes there are in effect. */
const perplexity = (counts: ReadonlyArray<number>): number => {
  const sum = counts.reduce((a, b) => a + b, 0)
  return Math.exp(-counts.reduce((entropy, count) => entropy + (count / sum) * Math.log(count / sum), 0))
}

const quantiserOf = ({ model: { encoder } }: Subject) => {
  const at = encoder.layers.findIndex(({ spec }) => spec.layer === 'vectorQuantiser')
  const spec = encoder.layers[at]?.spec
  return spec === undefined || at < encoder.layers.length - 1 ? undefined : { at, spec }
}

/**
 * Codes of a vector quantiser that no vector of the training rows is nearest to (codebook collapse; Kaiser et al. 2018,
 * Łańcucki et al. 2020). A warning where fewer than half of the codes are in use, a fault below 10 %. It needs five vectors
 * a code. The perplexity, exp of the entropy of use, says how many codes there are in effect.
 */
export const unusedCodes = defineDiagnosis({
  name: 'unusedCodes',
  summary: 'Codebook entries that no vector is nearest to.',
  codec: settings,
  check: async (subject, { share = 0.5 }) => {
    const quantiser = quantiserOf(subject)
    if (quantiser === undefined) return { notApplicable: 'the encoder does not end with a vector quantiser' }
    const { codes: count, axis = -1 } = quantiser.spec
    if (typeof count !== 'number' || typeof axis !== 'number') return { notApplicable: 'the codebook is unknown' }
    const codes = await subject.sample(sampleRows.inference).codes()
    const counts = usage(codes, axis < 0 ? codes.shape.length + axis : axis + 1)
    const vectors = counts.reduce((a, b) => a + b, 0)
    if (vectors < vectorsPerCode * count)
      return { notApplicable: `${vectors} vectors are too few for ${count} codes, it takes ${vectorsPerCode} a code` }
    if (counts.length >= share * count) return []
    return [
      {
        severity: counts.length < least * count ? 'fault' : 'warning',
        where: `encoder.${quantiser.at}, codebook`,
        expected: `at least ${percent(share)} of the ${count} codes in use`,
        found: `${counts.length}, ${percent(counts.length / count)}, by ${vectors} vectors; perplexity ${short(perplexity(counts))}`,
        remedy: `restart unused codes, vectorQuantiser(${count}, { restart: 0.05 }), or take ${Math.max(2, counts.length)} codes`,
      },
    ]
  },
})
