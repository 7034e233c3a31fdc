import { dense, input, pipe, residual } from 'isthmus'

export default pipe(
  input([784]),
  dense(32),
  // error: Type '31' is not assignable to type '32'
  residual((x) => pipe(x, dense(64), dense(31))),
)
