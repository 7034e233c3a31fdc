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

const between = (least: number, value: number, most: number): number => Math.min(most, Math.max(least, value))

/** The power of 2 that is next to a number. */
const powerOf2 = (value: number): number => 2 ** Math.round(Math.log2(value))

const dense = (units: number): LayerSpec => ({ layer: 'dense', units })

const lossOf = (groups: ReadonlyArray<ColumnGroup> | undefined): TermSpec => {
  if (groups === undefined || groups.every(({ likelihood }) => likelihood === 'mse')) return { term: 'mse' }
  return {
    term: 'columnLikelihoods',
    groups: groups.map(({ columns, likelihood }) => ({ columns, likelihood: { term: likelihood } })),
  }
}

/**
 * A dense autoencoder for rows: a hidden layer somewhat wider than the row (16 to 256 units), and a code of half
 * the variables (2 to 32 entries). Rows that are no vectors are flattened.
 */
export const modelFor = ({ sizes, variables, groups, isUnit }: Facts): AutoencoderSpec => {
  const width = product(sizes)
  const hidden = between(16, powerOf2(1.5 * width), 256)
  const code = between(2, Math.ceil(variables / 2), 32)
  const isVector = sizes.length === 1
  return {
    encoder: {
      input: sizes,
      layers: [...(isVector ? [] : [{ layer: 'flatten' }]), dense(hidden), { layer: 'relu' }, dense(code)],
    },
    decoder: {
      input: [code],
      layers: [
        dense(hidden),
        { layer: 'relu' },
        dense(width),
        ...(isUnit ? [{ layer: 'sigmoid' }] : []),
        ...(isVector ? [] : [{ layer: 'reshape', sizes }]),
      ],
    },
    loss: [lossOf(groups)],
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
    loss: [lossOf(groups)],
  }
}
