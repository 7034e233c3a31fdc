import { dense, finiteScalarQuantiser, input, pipe } from 'isthmus'

// error: Type '5' is not assignable to type '4'
export default pipe(input([784]), dense(5), finiteScalarQuantiser([8, 5, 5, 5]))
