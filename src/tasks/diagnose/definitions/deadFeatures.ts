import { describe, number, struct } from '../../../codec/index.ts'
import { pointsOf } from '../../../statistics/index.ts'
import { defineDiagnosis } from '../diagnosis.ts'
import { entriesText, percent } from '../entries.ts'

const settings = struct(
  {},
  {
    share: describe(number({ minimum: 0, maximum: 1 }), 'the share of dead features to put up with; 0.1 by default'),
    rows: describe(number({ minimum: 1 }), 'how many training rows are encoded at most; 10,000 by default'),
  },
)

/** From this share of dead features on, most of the dictionary is wasted. */
const most = 0.5

/**
 * Features of a sparse code that are on for no row. Dictionaries lose some in training; Gao et al. (2024, section 2.4) report up
 * to 90 % without counter-measures and 7 % with them, hence a warning above 10 % and a fault above 50 %. On n rows a feature
 * that is on for fewer than one row in n seems dead too, so that up to 10,000 rows are encoded.
 */
export const deadFeatures = defineDiagnosis({
  name: 'deadFeatures',
  summary: 'Features of a sparse code that are on for no row.',
  codec: settings,
  check: async (subject, { share = 0.1, rows = 10_000 }) => {
    if ((await subject.codeKind()) !== 'sparse') return { notApplicable: 'the code is not sparse' }
    const { values, width, length } = pointsOf(await subject.sample(rows).codes())
    const isOn = new Uint8Array(width)
    values.forEach((value, i) => {
      if (value !== 0) isOn[i % width] = 1
    })
    const dead = [...isOn].flatMap((on, feature) => (on === 0 ? [feature] : []))
    if (dead.length <= share * width || dead.length === width) return []
    return [
      {
        severity: dead.length > most * width ? 'fault' : 'warning',
        where: `code, ${entriesText(dead, 'feature', 'features')}`,
        expected: `at most ${percent(share)} of the features dead`,
        found: `${dead.length} of ${width}, ${percent(dead.length / width)}, on for none of ${length} rows`,
        remedy:
          'revive them: put deadLatents({ k: 32 }, …) around the activation and add weighted(1 / 32, auxK), or take fewer features',
      },
    ]
  },
})
