import { describe, number, struct } from '../../../codec/index.ts'
import { momentsOf } from '../../../statistics/index.ts'
import { defineDiagnosis } from '../diagnosis.ts'
import { entriesText, short } from '../entries.ts'

const settings = struct(
  {},
  {
    spread: describe(
      number({ minimum: 0 }),
      'an entry is dead below this share of the greatest standard deviation of an entry; 0.001 by default',
    ),
  },
)

/**
 * Entries of a code without noise that are the same for all rows, as behind a ReLU that is never on, or squeezed to nothing by
 * a penalty: standard deviation over the rows below 0.1 % of the greatest of an entry. What so small an entry carries is lost
 * in the rounding of the others, and the code is narrower than it is said to be. A fault where all entries are dead.
 */
export const deadEntries = defineDiagnosis({
  name: 'deadEntries',
  summary: 'Entries of the code that are the same for all rows.',
  codec: settings,
  check: async (subject, { spread = 1e-3 }) => {
    if (subject.gaussian() !== undefined) return { notApplicable: 'the code is Gaussian: see posteriorCollapse' }
    const kind = await subject.codeKind()
    const last = subject.model.encoder.layers.at(-1)?.spec.layer
    if (last === 'vectorQuantiser') return { notApplicable: 'the code comes from a codebook: see unusedCodes' }
    const { deviations, means } = momentsOf(await subject.codes())
    const greatest = Math.max(...deviations)
    const dead = [...deviations].flatMap((deviation, entry) => (deviation <= spread * greatest ? [entry] : []))
    if (kind === 'sparse' && greatest > 0) return { notApplicable: 'the code is sparse: see deadFeatures' }
    if (dead.length === 0) return []
    const width = deviations.length
    return [
      {
        severity: dead.length === width ? 'fault' : 'warning',
        where: `code, ${entriesText(dead)}`,
        expected: 'entries that differ from row to row',
        found: `${dead.length} of ${width} constant, the first at ${short(means[dead[0] ?? 0] ?? 0)}`,
        remedy:
          dead.length === width
            ? 'lower the learning rate and the weights of penalties, and let no ReLU end the encoder'
            : `make the code ${width - dead.length} wide, or let no ReLU end the encoder`,
      },
    ]
  },
})
