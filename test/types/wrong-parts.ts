import { dense, input, pipe, splitAxis, tanh } from 'isthmus'

export default pipe(
  // error: '"parts of 10 entries do not make 11"'
  input([4, 11]),
  splitAxis(
    [8, 2],
    (x) => pipe(x, dense(4), tanh),
    (x) => x,
  ),
)
