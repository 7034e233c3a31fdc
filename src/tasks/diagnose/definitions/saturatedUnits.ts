import { describe, number, struct } from '../../../codec/index.ts'
import { defineDiagnosis } from '../diagnosis.ts'
import { entriesText, percent } from '../entries.ts'

const settings = struct(
  {},
  {
    numbers: describe(
      number({ minimum: 0, maximum: 1 }),
      'a unit is saturated where this share of its numbers is; 0.95 by default',
    ),
    share: describe(
      number({ minimum: 0, maximum: 1 }),
      'the share of saturated units of a layer to put up with; 0.1 by default',
    ),
  },
)

/**
 * Hidden units of `sigmoid` and `tanh` that sit at a bound: 95 % of their numbers are within 1 % of the range from it. There
 * the derivative is below 4 % of its greatest value, and training stands still (Glorot and Bengio 2010, section 3). The output
 * of the decoder is left out: black and white pixels belong at the bounds. A warning.
 */
export const saturatedUnits = defineDiagnosis({
  name: 'saturatedUnits',
  summary: 'Hidden units of sigmoid and tanh that sit at a bound, where there is no gradient.',
  codec: settings,
  check: async (subject, { numbers = 0.95, share = 0.1 }) =>
    subject.units().flatMap(({ network, index, layer, units, isLast }) => {
      const saturated = units.flatMap((unit, i) => (unit.saturated >= numbers ? [i] : []))
      if ((network === 'decoder' && isLast) || saturated.length <= share * units.length) return []
      return [
        {
          severity: 'warning',
          where: `${network}.${index}, ${entriesText(saturated)}`,
          expected: `at most ${percent(share)} of the units of "${layer}" at a bound`,
          found: `${saturated.length} of ${units.length}`,
          remedy: 'standardise the rows, begin with smaller weights, or put layerNorm before the activation',
        } as const,
      ]
    }),
})
