import { describe, number, struct } from '../../../codec/index.ts'
import { quantile } from '../../../statistics/index.ts'
import type { CodePath } from '../codePaths.ts'
import { defineDiagnosis } from '../diagnosis.ts'
import { percent, short } from '../entries.ts'

const settings = struct(
  {},
  {
    ratio: describe(
      number({ exclusiveMinimum: 1 }),
      'how many times the median a part of a path may be stretched; 10 by default',
    ),
    share: describe(number({ minimum: 0, maximum: 1 }), 'the share of paths to put up with; 0.02 by default'),
  },
)

/** The greatest stretch on a path: how far the output moves for a step in the code. */
const stretchOf = ({ moves, length }: CodePath): number => (Math.max(...moves) * moves.length) / length

/** From this share of paths on, the stretch is a property of the decoder rather than of some places. */
const most = 0.25

/**
 * A decoder that stretches between neighbours: steps of equal length in the code move the output very unequally (local Lipschitz
 * constants; Arvanitidis et al. 2018 and Chen et al. 2018 measure codes by this metric). On 200 paths between near
 * neighbours, each in four parts, the stretch ‖Δoutput‖ / ‖Δcode‖ is compared with the median over all parts. A warning where more
 * than 2 % of the paths exceed ten times the median, a fault above 25 %. Distances in such a code mislead kNN, clustering and
 * interpolation; the steepest places are jumps.
 */
export const decoderStretch = defineDiagnosis({
  name: 'decoderStretch',
  summary: 'A decoder that stretches: equal steps between neighbours move the output very unequally.',
  codec: settings,
  check: async (subject, { ratio = 10, share = 0.02 }) => {
    const paths = await subject.paths()
    if (paths.length === 0)
      return { notApplicable: 'there are no paths between codes that are sparse, quantised or all alike' }
    const parts = paths.flatMap(({ moves, length }) => moves.map((move) => (move * moves.length) / length))
    const median = quantile(
      parts.toSorted((a, b) => a - b),
      0.5,
    )
    const steep = paths
      .map((path) => ({ path, times: stretchOf(path) / median }))
      .filter(({ times }) => times > ratio)
      .toSorted((a, b) => b.times - a.times)
    const [worst] = steep
    if (worst === undefined || steep.length <= share * paths.length) return []
    return [
      {
        severity: steep.length > most * paths.length ? 'fault' : 'warning',
        where: 'decoder, between near neighbours',
        expected: `steps that move the output at most ${ratio} times as far as the median, but for ${percent(share)} of the paths`,
        found: `${steep.length} of ${paths.length} paths beyond, up to ${Number.isFinite(worst.times) ? `${short(worst.times)} times` : 'from none to some'}`,
        remedy:
          "smooth the decoder: weighted(1e-4, l2Weights('decoder')), spectralNorm around its layers, or a Gaussian code with kl",
      },
    ]
  },
})
