import { crop, input, pipe } from 'isthmus'

export default pipe(
  input([1, 28, 28]),
  // error: '"2 pairs do not fit rows of 3 axes"'
  crop([
    [1, 1],
    [1, 1],
  ]),
)
