/** Sequence to sequence (after Lewis et al. 2020): a transformer reads a sentence whose words are partly masked, another writes it again. */
import {
  adam,
  autoencoder,
  categoricalLikelihood,
  csv,
  dense,
  embedding,
  experiment,
  gelu,
  input,
  layerNorm,
} from 'isthmus'
import {
  learnedPositions,
  oneCycle,
  pipe,
  reshape,
  residual,
  selfAttention,
  sequencePool,
  tokenMasking,
  words,
} from 'isthmus'

const [vocabulary, length] = [1000, 16]

const encoder = pipe(
  input([length]),
  tokenMasking(0.1),
  embedding(vocabulary, 64, { padding: 0 }),
  learnedPositions,
  residual((x) => pipe(x, layerNorm(), selfAttention({ heads: 4 }))),
  residual((x) => pipe(x, layerNorm(), dense(128), gelu, dense(64))),
  dense(128),
  sequencePool(),
)
const decoder = pipe(
  input([128]),
  dense(length * 64),
  reshape([length, 64]),
  residual((x) => pipe(x, layerNorm(), selfAttention({ heads: 4 }))),
  residual((x) => pipe(x, layerNorm(), dense(128), gelu, dense(64))),
  layerNorm(),
  dense(vocabulary),
)

export default experiment({
  model: autoencoder({ encoder, decoder, loss: categoricalLikelihood(vocabulary, { ignored: 0 }) }),
  data: csv('data/sentences.csv', { columns: ['sentence'] }),
  preprocessing: [words({ length, vocabulary })],
  split: { validation: 0.05, test: 0.1 },
  optimiser: adam(oneCycle({ peak: 4e-3 })),
  epochs: 20,
  batchSize: 64,
  seed: 1,
})
