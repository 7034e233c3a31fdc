import {
  adversarialPrior,
  appendLearned,
  autoencoder,
  auxK,
  averagePool1d,
  averagePool2d,
  batchTopK,
  bernoulli,
  categorical,
  categoricalLikelihood,
  classes,
  codebook,
  columnLikelihoods,
  columns,
  combine,
  commitment,
  conditioned,
  contractive,
  conv1d,
  conv2d,
  convTranspose1d,
  convTranspose2d,
  crop,
  crossAttention,
  deadLatents,
  dense,
  depthToSpace,
  dropout,
  elu,
  embedding,
  finiteScalarQuantiser,
  flatten,
  gated,
  gateReconstruction,
  gaussian,
  gaussianLikelihood,
  gaussianNoise,
  gelu,
  globalAveragePool,
  gru,
  identity,
  importanceWeighted,
  input,
  jumpRelu,
  kl,
  klSparsity,
  l0,
  l1Activity,
  Layers,
  leakyRelu,
  learnedPositions,
  learnedTokens,
  lstm,
  maxPool2d,
  mse,
  negativeBinomial,
  pad,
  parallel,
  patches,
  permute,
  pipe,
  powerSpherical,
  relu,
  repeatVector,
  reshape,
  residual,
  selfAttention,
  sigmoid,
  sinusoidalPositions,
  softmax,
  spaceToDepth,
  splitAxis,
  summed,
  tanh,
  tap,
  unpatches,
  upsampleBilinear2d,
  upsampleLinear1d,
  upsampleNearest2d,
  vectorQuantiser,
  weighted,
  softmaxCrossEntropy,
  symlog,
} from 'isthmus'
import type { Net } from 'isthmus'

/** Exactly the same type, in both directions. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const same = <A, B>(_: Same<A, B>): void => undefined

const encoder = pipe(input([784]), gaussianNoise(0.1), dense(128), relu, tap('hidden'), dropout(0.2), dense(32))
same<typeof encoder, Net<readonly [784], readonly [32], 'hidden'>>(true)

const back = Layers.mirror(encoder, { tied: true })
same<typeof back, Net<readonly [32], readonly [784], never>>(true)

const wide = pipe(
  input([64]),
  residual((x) => pipe(x, dense(16), gelu, dense(64))),
  softmax,
  identity,
  leakyRelu(0.1),
)
same<typeof wide, Net<readonly [64], readonly [64], never>>(true)

const both = pipe(
  input([64]),
  parallel(
    (x) => pipe(x, dense(99), elu()),
    (x) => pipe(x, dense(1), tanh, tap('one')),
  ),
)
same<typeof both, Net<readonly [64], readonly [100], 'one'>>(true)

const sequence = pipe(input([10, 8]), dense(3))
same<typeof sequence, Net<readonly [10, 8], readonly [10, 3], never>>(true)

const recurrent = pipe(input([24, 3]), gru(16, { returns: 'sequence', mask: true }), lstm(8))
same<typeof recurrent, Net<readonly [24, 3], readonly [8], never>>(true)

const unrolled = pipe(input([8]), repeatVector(24), lstm(16, { returns: 'sequence' }), gru(5, { returns: 'sequence' }))
same<typeof unrolled, Net<readonly [8], readonly [24, 5], never>>(true)

const attentive = pipe(
  input([16, 3]),
  dense(64),
  sinusoidalPositions,
  selfAttention({ heads: 4, causal: true }),
  Layers.transformerBlock({ width: 64, heads: 4, hidden: 256 }),
)
same<typeof attentive, Net<readonly [16, 3], readonly [16, 64], never>>(true)

const pooled = pipe(
  input([16, 3]),
  crossAttention(
    (x) => pipe(x, learnedTokens(4, 8), tap('tokens')),
    (x) => pipe(x, learnedPositions, dense(5)),
    { heads: 2 },
  ),
)
same<typeof pooled, Net<readonly [16, 3], readonly [4, 8], 'tokens'>>(true)

const image = pipe(input([1, 28, 28]), flatten, dense(32), dense(1568), reshape([32, 7, 7]))
same<typeof image, Net<readonly [1, 28, 28], readonly [32, 7, 7], never>>(true)

const flat = pipe(image, flatten, dense(16))
same<typeof flat, Net<readonly [1, 28, 28], readonly [16], never>>(true)

const unflat = Layers.mirror(pipe(input([3, 4]), flatten))
same<typeof unflat, Net<readonly [12], readonly [3, 4], never>>(true)

const pools = pipe(
  input([3, 28, 31]),
  maxPool2d(2),
  averagePool2d(3, { stride: 2, padding: 'same' }),
  maxPool2d(3, { stride: 1, padding: 1 }),
  upsampleNearest2d(4),
  upsampleBilinear2d({ size: [30, 33] }),
)
same<typeof pools, Net<readonly [3, 28, 31], readonly [3, 30, 33], never>>(true)

const means = pipe(input([3, 50]), averagePool1d(7, { stride: 5 }), upsampleLinear1d(10), globalAveragePool)
same<typeof means, Net<readonly [3, 50], readonly [3], never>>(true)

const half = pipe(input([1, 28, 28]), conv2d(16), relu, maxPool2d(2), conv2d(32), maxPool2d(2), flatten)
same<typeof half, Net<readonly [1, 28, 28], readonly [1568], never>>(true)

const moved = pipe(
  input([4, 6, 9]),
  permute([2, 0, 1]),
  pad([
    [0, 0],
    [1, 1],
    [2, 0],
  ]),
  crop([
    [1, 2],
    [0, 0],
    [0, 0],
  ]),
)
same<typeof moved, Net<readonly [4, 6, 9], readonly [6, 6, 8], never>>(true)

const deep = pipe(moved, spaceToDepth(2), depthToSpace(4))
same<typeof deep, Net<readonly [4, 6, 9], readonly [1, 12, 16], never>>(true)

const cut = pipe(input([1, 28, 28]), patches(7), dense(98), unpatches(7, [14, 56]))
same<typeof cut, Net<readonly [1, 28, 28], readonly [2, 14, 56], never>>(true)

const channels = pipe(
  input([3, 8, 8]),
  parallel(
    (x) => x,
    (x) => pipe(x, conv2d(5), relu),
    { axis: 0 },
  ),
  splitAxis(
    [6, 2],
    (x) => pipe(x, conv2d(9)),
    (x) => pipe(x, tap('two')),
    { axis: -3 },
  ),
)
same<typeof channels, Net<readonly [3, 8, 8], readonly [11, 8, 8], 'two'>>(true)

const ends = pipe(
  input([24, 10]),
  splitAxis(
    [8, 2],
    (x) => pipe(x, dense(3)),
    (x) => x,
  ),
)
same<typeof ends, Net<readonly [24, 10], readonly [24, 5], never>>(true)

const wayBack = Layers.mirror(pipe(input([1, 28, 28]), conv2d(8), maxPool2d(2), spaceToDepth(2), flatten, dense(10)))
same<typeof wayBack, Net<readonly [10], readonly [1, 28, 28], never>>(true)

/** Sizes that the compiler does not know are checked when the program runs. */
export const ofAnyHeight = (height: number) => {
  const net = pipe(input([height, 4]), flatten, reshape([2, height, 2]))
  same<typeof net, Net<readonly [number, 4], readonly [2, number, 2], never>>(true)
  return net
}

export const model = autoencoder({
  encoder,
  decoder: pipe(back, sigmoid),
  loss: combine(mse, weighted(0.1, klSparsity(0.1, 'hidden')), l1Activity(), contractive()),
})

const variational = pipe(input([784]), dense(512), relu, gaussian(20))
same<typeof variational, Net<readonly [784], readonly [20], 'mean' | 'logVariance'>>(true)
const many = pipe(input([10, 8]), gaussian(3))
same<typeof many, Net<readonly [10, 8], readonly [10, 3], 'mean' | 'logVariance'>>(true)

export const vae = autoencoder({
  encoder: variational,
  decoder: pipe(input([20]), dense(512), relu, dense(784), sigmoid),
  loss: combine(summed(mse), weighted(4, kl), kl({ freeBits: 0.1, capacity: 5 })),
})

const discrete = pipe(input([9]), dense(6), bernoulli(4), categorical(30, 10, { hard: true }))
same<typeof discrete, Net<readonly [9], readonly [300], 'logOdds' | 'logits'>>(true)

const scalars = pipe(input([784]), dense(4), finiteScalarQuantiser([8, 5, 5, 5]))
same<typeof scalars, Net<readonly [784], readonly [4], never>>(true)

const averaged = pipe(input([784]), dense(16), vectorQuantiser(64))
same<typeof averaged, Net<readonly [784], readonly [16], 'unquantised' | 'quantised'>>(true)
const learned = pipe(input([784]), dense(16), vectorQuantiser(64, { learning: 'gradient', decay: 0.9 }))
same<typeof learned, Net<readonly [784], readonly [16], 'unquantised' | 'quantised' | 'chosen'>>(true)

export const quantised = autoencoder({
  encoder: learned,
  decoder: pipe(input([16]), dense(784)),
  loss: combine(mse, codebook, weighted(0.25, commitment)),
})

const sphere = pipe(input([784]), dense(64), relu, powerSpherical(11))
same<typeof sphere, Net<readonly [784], readonly [11], 'divergence'>>(true)

const sparse = pipe(
  input([784]),
  dense(512, { bias: false }),
  gated,
  deadLatents({ k: 16 }, (x) => pipe(x, batchTopK(32))),
  jumpRelu(),
)
same<typeof sparse, Net<readonly [784], readonly [512], 'gate' | 'dead' | 'active'>>(true)

export const dictionary = autoencoder({
  encoder: sparse,
  decoder: pipe(input([512]), dense(784)),
  loss: combine(mse, weighted(0.01, l1Activity('gate')), gateReconstruction(), weighted(1 / 32, auxK), l0),
})

/** A size that is known only when the program runs falls back to the check there. */
export const measured = (columns: number) =>
  autoencoder({
    encoder: pipe(input([columns]), dense(8), tanh, dense(2)),
    decoder: pipe(input([2]), dense(8), tanh, dense(columns)),
    loss: mse,
  })

const convolutional = pipe(input([1, 28, 28]), conv2d(16, { stride: 2 }), relu, conv2d(32, { stride: 2 }))
same<typeof convolutional, Net<readonly [1, 28, 28], readonly [32, 7, 7], never>>(true)
const transposed = Layers.mirror(convolutional, { tied: true })
same<typeof transposed, Net<readonly [32, 7, 7], readonly [1, 28, 28], never>>(true)

const known = pipe(convolutional, flatten, dense(16))
same<typeof known, Net<readonly [1, 28, 28], readonly [16], never>>(true)

const narrowed = pipe(
  input([3, 101]),
  conv1d(8, { kernel: 7, stride: 3, dilation: 2, padding: 'valid', groups: 1 }),
  conv1d(8, { kernel: 4, padding: 3, bias: false }),
)
same<typeof narrowed, Net<readonly [3, 101], readonly [8, 33], never>>(true)

const widened = pipe(
  input([32, 7, 5]),
  convTranspose2d(16, { stride: 2 }),
  convTranspose2d(8, { stride: 2, size: [27, 19] }),
  convTranspose2d(4, { stride: 3, kernel: 5, padding: 1 }),
)
same<typeof widened, Net<readonly [32, 7, 5], readonly [4, 81, 57], never>>(true)

const lengthened = pipe(input([2, 9]), convTranspose1d(1, { stride: 2, kernel: 4, dilation: 3, padding: 'valid' }))
same<typeof lengthened, Net<readonly [2, 9], readonly [1, 26], never>>(true)

/** Images of a height that is known only when the program runs. */
const strips = (height: number) => pipe(input([1, height, 9]), conv2d(4, { stride: 2 }))
same<ReturnType<typeof strips>, Net<readonly [1, number, 9], readonly [4, number, 5], never>>(true)

const digit = classes(10)
const species = classes('setosa', 'versicolor', 'virginica')
const conditional = pipe(input([784]), conditioned(digit), dense(32))
same<typeof conditional, Net<readonly [784], readonly [32], never>>(true)
const joined = pipe(input([28, 28]), conditioned(species), tap('all'))
same<typeof joined, Net<readonly [28, 28], readonly [28, 31], 'all'>>(true)
const planes = pipe(input([1, 28, 28]), conditioned(columns(2), { axis: 0 }))
same<typeof planes, Net<readonly [1, 28, 28], readonly [3, 28, 28], never>>(true)

export const cvae = autoencoder({
  condition: digit,
  encoder: pipe(input([784]), conditioned(digit), dense(512), relu, gaussian(20)),
  decoder: pipe(input([20]), conditioned(digit), dense(512), relu, dense(784), sigmoid),
  loss: combine(summed(mse), kl),
})

export const adversarial = autoencoder({
  encoder: pipe(input([784]), dense(500), relu, dense(8)),
  decoder: pipe(input([8]), dense(500), relu, dense(784), sigmoid),
  discriminator: pipe(input([8]), dense(100), relu, dense(1)),
  loss: combine(mse, weighted(0.01, adversarialPrior)),
})

/** A likelihood wants sizes of its own of the decoder. */
export const likelihoods = [
  autoencoder({
    encoder: pipe(input([8]), dense(2)),
    decoder: pipe(input([2]), dense(8), reshape([8, 1]), appendLearned()),
    loss: combine(gaussianLikelihood, weighted(0.1, l1Activity())),
  }),
  autoencoder({
    encoder: pipe(input([20]), embedding(100, 4), flatten, gaussian(3)),
    decoder: pipe(input([3]), dense(2000), reshape([20, 100])),
    loss: combine(categoricalLikelihood(100, { ignored: 0 }), kl),
  }),
  autoencoder({
    encoder: pipe(input([6]), symlog, gaussian(2)),
    decoder: pipe(input([2]), dense(12), reshape([6, 2])),
    loss: importanceWeighted(5, negativeBinomial({ library: true })),
  }),
  autoencoder({
    encoder: pipe(input([6]), dense(2)),
    decoder: pipe(input([2]), dense(8)),
    loss: columnLikelihoods([
      { columns: 1, likelihood: mse },
      { columns: 3, likelihood: softmaxCrossEntropy },
      { columns: 2, likelihood: weighted(2, negativeBinomial) },
    ]),
  }),
]
