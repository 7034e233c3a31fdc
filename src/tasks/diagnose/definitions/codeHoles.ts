import { describe, number, struct } from '../../../codec/index.ts'
import { quantile } from '../../../statistics/index.ts'
import type { CodePath } from '../codePaths.ts'
import { defineDiagnosis } from '../diagnosis.ts'
import { percent, short } from '../entries.ts'

const settings = struct(
  {},
  {
    stray: describe(
      number({ exclusiveMinimum: 0 }),
      'how far, in lengths of the path, the code of a decoded point may lie from it; 0.5 by default',
    ),
    share: describe(number({ minimum: 0, maximum: 1 }), 'the share of paths to put up with; 0.05 by default'),
  },
)

/** From this share of paths on, little of the code between rows can be used. */
const most = 0.25

/** How far each path strays between its ends beyond what the ends do, in lengths of the path. */
const excess = (paths: ReadonlyArray<CodePath>): ReadonlyArray<number> => {
  const ends = paths.flatMap(({ strays = [] }) => [strays[0] ?? 0, strays.at(-1) ?? 0]).toSorted((a, b) => a - b)
  const usual = quantile(ends, 0.99)
  return paths.map(({ strays = [], length }) => Math.max(0, Math.max(...strays.slice(1, -1)) - usual) / length)
}

/**
 * Holes of the code: between the codes of near neighbours, points that decode to rows which are encoded elsewhere, so that they
 * are not what the point stands for (self-consistency; Cemgil et al. 2020). On 200 straight paths, each from a row to one of its
 * ten nearest neighbours, three points between are decoded and encoded again. A path has a hole where that leads farther away than
 * half of the path, beyond what 99 % of the codes of rows do. A warning above 5 % of the paths, a fault above 25 %. Sampling and
 * interpolation are wrong in holes; the reconstruction of rows is not.
 */
export const codeHoles = defineDiagnosis({
  name: 'codeHoles',
  summary: 'Holes of the code: points between neighbours that decode to rows which are encoded elsewhere.',
  codec: settings,
  check: async (subject, { stray = 0.5, share = 0.05 }) => {
    const paths = await subject.paths()
    if (paths.length === 0)
      return { notApplicable: 'there are no paths between codes that are sparse, quantised or all alike' }
    if (paths[0]?.strays === undefined) return { notApplicable: 'what the model decodes cannot be encoded' }
    const far = excess(paths)
    const holes = far.filter((one) => one > stray).length
    if (holes <= share * paths.length) return []
    return [
      {
        severity: holes > most * paths.length ? 'fault' : 'warning',
        where: 'code, between near neighbours',
        expected: `points that decode to rows with codes within ${stray} of the path’s length, but for ${percent(share)} of the paths`,
        found: `${holes} of ${paths.length} paths with a hole, up to ${short(Math.max(...far))} lengths away`,
        remedy: 'make the code smooth: a Gaussian code with kl, noise on the rows, or weighted(1e-3, contractive())',
      },
    ]
  },
})
