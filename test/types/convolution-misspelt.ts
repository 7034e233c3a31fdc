import { conv2d, input, pipe } from 'isthmus'

// error: 'strides' does not exist in type
export const net = pipe(input([1, 28, 28]), conv2d(16, { strides: 2 }))
