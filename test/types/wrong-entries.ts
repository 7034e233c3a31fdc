import { dense, flatten, input, pipe, reshape, relu } from 'isthmus'

export default pipe(
  input([1, 28, 28]),
  flatten,
  dense(756),
  relu,
  // error: '"756 entries do not make 784"'
  reshape([1, 28, 28]),
)
