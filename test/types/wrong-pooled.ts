import { autoencoder, averagePool2d, conv2d, input, maxPool2d, mse, pipe, relu, upsampleNearest2d } from 'isthmus'

const encoder = pipe(input([1, 28, 30]), conv2d(16), relu, maxPool2d(2), conv2d(8), averagePool2d(2))

export default autoencoder({
  encoder,
  // error: Type '28' is not assignable to type '30'
  decoder: pipe(input([8, 7, 7]), upsampleNearest2d(2), conv2d(16), relu, upsampleNearest2d(2), conv2d(1)),
  loss: mse,
})
