import { dense, input, Layers, pipe } from 'isthmus'

// error: Type '32' is not assignable to type '64'
export default pipe(input([16, 3]), dense(32), Layers.transformerBlock({ width: 64, heads: 4, hidden: 128 }))
