import { input, permute, pipe } from 'isthmus'

// error: '"an order of 2 axes does not fit rows of 3"'
export default pipe(input([1, 28, 28]), permute([1, 0]))
