/** A file on the way, and what happens in it. */
interface Step {
  readonly file: string
  /** One sentence; the names in it are those of the file. */
  readonly what: string
}

/** A walk through the code, file by file: those that one has to open to follow something. */
export interface Walk {
  readonly title: string
  /** The most files that it may take. */
  readonly limit: number
  readonly steps: ReadonlyArray<Step>
}

const inputToStep: Walk = {
  title: 'An input x, from the spec to a training step on the native engine',
  limit: 25,
  steps: [
    {
      file: 'layers/core/net.ts',
      what: '`input([784])` begins a network as data with the sizes of x, and `append` adds layers to it.',
    },
    {
      file: 'layers/dense/dense.ts',
      what: '`dense` is a definition with its typed function; its program `affine` computes x·W + b, and its pullback.',
    },
    {
      file: 'dsl/autoencoder.ts',
      what: '`autoencoder` puts encoder, decoder and loss into one JSON value; its types compare the sizes.',
    },
    {
      file: 'format/envelope.ts',
      what: '`decodeSpec` checks the version and the kind of that JSON, and has its body decoded.',
    },
    {
      file: 'format/spec.ts',
      what: '`autoencoderCodec` decodes the body: the sizes of x, and the layers that the registry knows.',
    },
    {
      file: 'model/elaborate/elaborate.ts',
      what: '`elaborate` makes the model: it builds the networks, and checks that the decoder gives the sizes of x.',
    },
    {
      file: 'model/elaborate/networks.ts',
      what: '`elaborateNetworks` builds encoder and decoder, and collects the faults of both.',
    },
    {
      file: 'layers/core/network.ts',
      what: '`place` builds each layer for the output sizes of the layer before it; the first is built for the sizes of x.',
    },
    {
      file: 'layers/core/assemble.ts',
      what: '`assemble` makes one layer of the built layers, with their parameters under the index of each.',
    },
    {
      file: 'layers/core/stage.ts',
      what: '`sequence` is its program: it gives x to the first layer, and the output of each layer to the next.',
    },
    {
      file: 'training/batches.ts',
      what: '`rowsOf` takes the rows of the data set as the tensor x, and `batches` draws the row indices of minibatches.',
    },
    {
      file: 'training/epoch.ts',
      what: '`runEpoch` gives x and some minibatches to the `train` of the session of an engine.',
    },
    {
      file: 'engines/onnxruntime/compiled.ts',
      what: '`compiled` is the engine: the session that it opens trains by `trainer`.',
    },
    {
      file: 'engines/onnxruntime/trainer.ts',
      what: '`trainer` groups minibatches of one size and chooses the number of threads.',
    },
    {
      file: 'engines/onnxruntime/steps.ts',
      what: '`stepRunner` has the training graph built once, and runs it with x and the row indices as inputs.',
    },
    {
      file: 'engines/onnxruntime/trainingGraph.ts',
      what: '`trainingGraph` runs a training step on symbols, compiles the result, and puts it into a loop over minibatches.',
    },
    {
      file: 'engines/onnxruntime/symbols.ts',
      what: '`rowSymbols` makes the symbol of x, an expression that stands for [N, …input].',
    },
    {
      file: 'model/step/step.ts',
      what: '`step` is the training step: the loss and its gradients, then the optimiser.',
    },
    {
      file: 'model/programs/loss.ts',
      what: '`loss` runs the networks and the terms; x is also the target that the terms compare with.',
    },
    {
      file: 'model/programs/run.ts',
      what: '`runNetworks` runs the encoder on x and the decoder on the code, which builds their expressions.',
    },
    {
      file: 'compiler/compile.ts',
      what: '`compile` turns expressions into ONNX values: first `runPasses`, then `lower`.',
    },
    {
      file: 'compiler/passes/index.ts',
      what: '`passes` is the list of rewrites, in order.',
    },
    {
      file: 'compiler/lowering/lower.ts',
      what: '`lower` looks up a rule for each expression, which gives ONNX operators.',
    },
    {
      file: 'compiler/onnx/loop.ts',
      what: '`buildLoop` writes the ONNX model: the step is the body of a `Loop`.',
    },
    {
      file: 'engines/onnxruntime/onnxRuntime.ts',
      what: '`loadWith` loads the model into ONNX Runtime, which then takes the steps.',
    },
  ],
}

const specToModel: Walk = {
  title: 'A spec, from JSON to a model',
  limit: 14,
  steps: [
    {
      file: 'node/readSpec.ts',
      what: '`readSpec` reads a .json file, a .ts module or a run directory, and `readModel` elaborates what it holds.',
    },
    {
      file: 'format/envelope.ts',
      what: '`migrate` brings the JSON to the current version, and `decodeSpec` chooses the decoder of its kind.',
    },
    {
      file: 'format/requires.ts',
      what: '`requiring` reports the layers of other packages that the registry lacks.',
    },
    {
      file: 'format/spec.ts',
      what: '`experimentCodec` and `autoencoderCodec` say which keys a spec has.',
    },
    {
      file: 'registry/registry.ts',
      what: '`taggedCodec` finds the definition that an entry names, such as { layer: "dense" }.',
    },
    {
      file: 'codec/tagged.ts',
      what: '`tagged` decodes the entry by the codec of that definition; an unknown name is a fault with the nearest known one.',
    },
    {
      file: 'model/elaborate/elaborate.ts',
      what: '`elaborate` builds networks and loss, and returns the model or all faults.',
    },
    {
      file: 'model/elaborate/networks.ts',
      what: '`elaborateNetworks` builds encoder, decoder and discriminator, and `joinNetworks` collects their parameters.',
    },
    {
      file: 'layers/core/network.ts',
      what: '`place` builds layer after layer, each for the output sizes of the one before.',
    },
    {
      file: 'registry/definition.ts',
      what: '`erased` decodes the settings by the codec of the definition and gives them to its `build`.',
    },
    {
      file: 'layers/dense/dense.ts',
      what: 'The `build` of `dense` gives the sizes of the output, the parameters and the program.',
    },
    {
      file: 'layers/core/assemble.ts',
      what: '`assemble` makes one layer of all of them, under names such as 0.weight.',
    },
    {
      file: 'model/elaborate/terms.ts',
      what: '`elaborateTerms` builds the terms of the loss for the sizes of input and code.',
    },
    {
      file: 'model/model.ts',
      what: '`Model` is the result: all shapes are known, all names resolved, nothing is computed yet.',
    },
  ],
}

const termToGradient: Walk = {
  title: 'A loss term `weighted(4, kl)`, from the spec to its gradient',
  limit: 8,
  steps: [
    {
      file: 'losses/divergence/kl.ts',
      what: '`kl` is the definition: its settings, the aux tensors that it reads, its value and its pullback.',
    },
    {
      file: 'losses/core/loss.ts',
      what: '`weighted` multiplies the `weight` of the term by 4, and `combine` joins it with other terms.',
    },
    {
      file: 'format/spec.ts',
      what: '`autoencoderFields` decodes the list `loss` by the codec of each term.',
    },
    {
      file: 'model/elaborate/terms.ts',
      what: '`elaborateTerms` builds the term once; its weight becomes the `coefficient`.',
    },
    {
      file: 'model/elaborate/termFaults.ts',
      what: '`termFaults` checks that the model exposes the tensors that the term reads: mean and logVariance.',
    },
    {
      file: 'model/programs/loss.ts',
      what: '`runTerms` runs the term; `loss` adds coefficient · value to the total and runs the pullback on the coefficient.',
    },
    {
      file: 'model/programs/termInput.ts',
      what: '`termInputs` gives the term its input: target, output, and the aux tensors of encoder and decoder.',
    },
    {
      file: 'model/programs/gradients.ts',
      what: '`sumCotangents` adds the cotangents of all terms, and `autoencoderGradients` runs the pullbacks of decoder and encoder on them.',
    },
  ],
}

export const walks: ReadonlyArray<Walk> = [inputToStep, specToModel, termToGradient]
