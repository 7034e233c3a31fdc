import { classes, conditioned, input, pipe, reshape } from 'isthmus'

export default pipe(
  input([784]),
  conditioned(classes(10)),
  // error: '"794 entries do not make 784"'
  reshape([784]),
)
