import { pipe } from 'fp-ts/lib/function.js'
import type { Sizes } from '../../tensor/shape.ts'
import { dense } from '../dense/dense.ts'
import { gelu } from '../activations/gelu.ts'
import { layerNorm } from '../normalisation/layerNorm.ts'
import type { Net } from '../core/net.ts'
import { append, unknownSizes } from '../core/net.ts'
import { residual } from '../structure/residual.ts'
import type { SelfAttentionOptions } from './selfAttention.ts'
import { selfAttention } from './selfAttention.ts'

export interface TransformerBlockOptions<Width extends number> extends Omit<SelfAttentionOptions, 'mask'> {
  /** The width of the vectors. */
  readonly width: Width
  /** The width of the hidden layer, often four times that of the vectors. */
  readonly hidden: number
}

/**
 * A transformer block with normalisation first: self-attention and a hidden layer, each in a residual connection
 * (Vaswani et al. 2017, section 3.1; Xiong et al. 2020, section 3.1). It is a composition: a spec holds its layers.
 *
 *     a = x + selfAttention(layerNorm x)      y = a + dense(gelu(dense(layerNorm a)))      x, a, y: [N, T, E]
 *
 * @example
 * const encoder = pipe(input([16, 64]), learnedPositions, Layers.transformerBlock({ width: 64, heads: 4, hidden: 256 }))
 */
export const transformerBlock = <const Width extends number>(options: TransformerBlockOptions<Width>) => {
  if (typeof options !== 'object')
    throw new TypeError('transformerBlock: expected its options, { width: 64, heads: 4, hidden: 256 }, found none')
  const { width, hidden, ...attention } = options
  return <Input extends Sizes, Length extends number, Aux extends string>(
    net: Net<Input, readonly [Length, Width], Aux>,
  ): Net<Input, readonly [Length, Width], Aux> =>
    append(
      pipe(
        net,
        residual((x) => pipe(x, layerNorm(), selfAttention(attention))),
      ),
      {
        layer: 'residual',
        body: pipe(unknownSizes<readonly [number, number]>(), layerNorm(), dense(hidden), gelu, dense(width)).layers,
      },
    )
}
