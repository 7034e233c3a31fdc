/** What layers are made of, for those who write their own or compose some. */
export { mirror } from '../dsl/index.ts'
export { append, built, keepsSizes, layers, stage, transformerBlock, wrongSizes } from '../layers/index.ts'
export type { Layers } from '../layers/index.ts'
