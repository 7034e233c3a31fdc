import { describe, number, struct } from '../../../codec/index.ts'
import { defineDiagnosis } from '../diagnosis.ts'
import { entriesText, percent } from '../entries.ts'
import type { LayerUnits } from '../layerUnits.ts'

const settings = struct(
  {},
  {
    share: describe(
      number({ minimum: 0, maximum: 1 }),
      'the share of dead units of a layer to put up with; 0.5 by default',
    ),
  },
)

/** From this share on, what is left of a layer is a bottleneck that nobody asked for. */
const most = 0.9

/** Units that are the same for all rows though what goes into them is not. */
const deadIn = ({ units, inputs }: LayerUnits): ReadonlyArray<number> =>
  units.flatMap(({ least, greatest }, unit) => {
    const before = inputs?.[unit]
    return before !== undefined && least === greatest && before.least < before.greatest ? [unit] : []
  })

/**
 * Hidden units that their activation makes the same for all rows, 500 of the training rows: a ReLU that is never on has no
 * gradient and stays off (dying ReLU; Lu et al. 2020). Some always are, up to a third
 * of a layer in good networks of the gallery; a warning above 50 % of a layer, a fault above 90 %.
 * Causes are a learning rate that was too high, or inputs that are not standardised. Units inside residual and parallel layers
 * are not seen, only what comes out of these.
 */
export const deadUnits = defineDiagnosis({
  name: 'deadUnits',
  summary: 'Hidden units that are off, or the same, for all rows.',
  codec: settings,
  check: async (subject, { share = 0.5 }) =>
    subject.units().flatMap((layer) => {
      const dead = deadIn(layer)
      const { network, index, units } = layer
      const isCode = network === 'encoder' && layer.isLast
      const isOutput = network === 'decoder' && layer.isLast
      if (isCode || isOutput || dead.length <= share * units.length) return []
      return [
        {
          severity: dead.length > most * units.length ? 'fault' : 'warning',
          where: `${network}.${index}, ${entriesText(dead)}`,
          expected: `at most ${percent(share)} of the units of "${layer.layer}" off for all rows`,
          found: `${dead.length} of ${units.length}, ${percent(dead.length / units.length)}`,
          remedy:
            'lower the learning rate, standardise the rows, or take leakyRelu() or gelu, which have a gradient there',
        } as const,
      ]
    }),
})
