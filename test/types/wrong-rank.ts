import { dense, input, pipe } from 'isthmus'

// error: Type 'readonly [1, 28, 28]' is not assignable to type 'Vectors'
export default pipe(input([1, 28, 28]), dense(32))
