import { dense, input, maxPool2d, pipe } from 'isthmus'

// error: Type 'readonly [16]' is not assignable to type 'readonly [number, number, number]'
export default pipe(input([784]), dense(16), maxPool2d(2))
