import { autoencoder, Data, dense, input, pipe, relu } from 'isthmus'

const people = Data.table({ age: Data.number(), city: Data.oneOf('Rome', 'Berlin', 'Oslo'), visits: Data.count() })

export default autoencoder({
  encoder: pipe(input([people.width]), dense(8), relu, dense(2)),
  // error: Type '5' is not assignable to type '6'
  decoder: pipe(input([2]), dense(8), relu, dense(5)),
  loss: people.loss,
})
