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
  /** The width of the vectors that come in, which go out as wide. */
  readonly width: Width
  /** The width of the layer between, often four times that. */
  readonly hidden: number
}

/**
 * Attention and a hidden layer, each behind a normalisation and beside the way past it (Vaswani et al. 2017, section
 * 3.1; normalised first: Xiong et al. 2020, section 3.1). A composition: what it leaves in a spec is its layers.
 *
 *     a = x + selfAttention(layerNorm x)      y = a + dense(gelu(dense(layerNorm a)))      x, a, y: [N, T, E]
 *
 * @example
 * const encoder = pipe(input([16, 64]), learnedPositions, Layers.transformerBlock({ width: 64, heads: 4, hidden: 256 }))
 */
export const transformerBlock =
  <const Width extends number>({ width, hidden, ...attention }: TransformerBlockOptions<Width>) =>
  <Input extends Sizes, Length extends number, Aux extends string>(
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
