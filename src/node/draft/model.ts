import type { LayerSpec } from '../../layers/index.ts'
import type { TermSpec } from '../../losses/index.ts'
import type { AutoencoderSpec } from '../../model/index.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { product } from '../../tensor/shape.ts'
import type { ColumnGroup } from './columnGroups.ts'

/** What a network is drafted for. */
interface Facts {
  /** The sizes of a row after preprocessing. */
  readonly sizes: Sizes
  /** The number of columns of the file, or of entries of a row. */
  readonly variables: number
  /** The columns of a table. */
  readonly groups?: ReadonlyArray<ColumnGroup>
  /** Whether all entries are from 0 to 1. */
  readonly isUnit: boolean
}

/** What is chosen for a network, where something else than the default is. */
export interface Choice {
  /** The entries of the code. */
  readonly code?: number
  /** The hidden layers of the encoder, and of the decoder; 1 by default. */
  readonly hidden?: number
  /** Whether numbers are compared by the Huber error in place of the squared one. */
  readonly isRobust?: boolean
}

const between = (least: number, value: number, most: number): number => Math.min(most, Math.max(least, value))

/** The power of 2 that is next to a number. */
const powerOf2 = (value: number): number => 2 ** Math.round(Math.log2(value))

const dense = (units: number): LayerSpec => ({ layer: 'dense', units })

const lossOf = (groups: ReadonlyArray<ColumnGroup> | undefined, isRobust: boolean): TermSpec => {
  const term = isRobust ? 'huber' : 'mse'
  if (groups === undefined || groups.every(({ likelihood }) => likelihood === 'mse')) return { term }
  return {
    term: 'columnLikelihoods',
    groups: groups.map(({ columns, likelihood }) => ({
      columns,
      likelihood: { term: likelihood === 'mse' ? term : likelihood },
    })),
  }
}

/** The hidden layers of the encoder: each half as wide as the one before. */
const hiddenWidths = (widest: number, layers: number): ReadonlyArray<number> =>
  Array.from({ length: layers }, (_, i) => Math.max(16, widest / 2 ** i))

const activated = (units: number): ReadonlyArray<LayerSpec> => [dense(units), { layer: 'relu' }]

/**
 * A dense autoencoder for rows: a hidden layer somewhat wider than the row (16 to 256 units), and a code of half
 * the variables (2 to 32 entries), unless something else is chosen. Rows that are no vectors are flattened.
 */
export const modelFor = (
  { sizes, variables, groups, isUnit }: Facts,
  { code: chosen, hidden: layers = 1, isRobust = false }: Choice = {},
): AutoencoderSpec => {
  const width = product(sizes)
  const hidden = hiddenWidths(between(16, powerOf2(1.5 * width), 256), layers)
  const code = chosen ?? between(2, Math.ceil(variables / 2), 32)
  const isVector = sizes.length === 1
  return {
    encoder: {
      input: sizes,
      layers: [...(isVector ? [] : [{ layer: 'flatten' }]), ...hidden.flatMap(activated), dense(code)],
    },
    decoder: {
      input: [code],
      layers: [
        ...hidden.toReversed().flatMap(activated),
        dense(width),
        ...(isUnit ? [{ layer: 'sigmoid' }] : []),
        ...(isVector ? [] : [{ layer: 'reshape', sizes }]),
      ],
    },
    loss: [lossOf(groups, isRobust)],
  }
}

/** The width of a denoiser, and the deviation of the noise on standardised columns. */
const denoiser = { units: 128, deviation: 0.1 }

/**
 * A denoising autoencoder for rows (Vincent et al. 2010): Gaussian noise of 0.1 in front, and one hidden layer of 128 units
 * instead of a bottleneck. Rows that are no vectors are flattened.
 */
export const denoiserFor = ({ sizes, groups }: Facts): AutoencoderSpec => {
  const isVector = sizes.length === 1
  return {
    encoder: {
      input: sizes,
      layers: [
        { layer: 'gaussianNoise', deviation: denoiser.deviation },
        ...(isVector ? [] : [{ layer: 'flatten' }]),
        dense(denoiser.units),
        { layer: 'tanh' },
      ],
    },
    decoder: {
      input: [denoiser.units],
      layers: [dense(product(sizes)), ...(isVector ? [] : [{ layer: 'reshape', sizes }])],
    },
    loss: [lossOf(groups, false)],
  }
}
