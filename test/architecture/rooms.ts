/** A room of src: what it is for, and what it may import besides itself. */
export interface Room {
  readonly purpose: string
  readonly imports: ReadonlyArray<string>
}

/** An arrow that is not here needs an argument, and an ADR. `*` is every room. */
export const rooms: Readonly<Record<string, Room>> = {
  tensor: {
    purpose: 'the tensor algebra: primitives, shape rules, derived operations, adjoints, named tensors',
    imports: [],
  },
  codec: {
    purpose: 'codecs that check JSON and know its JSON Schema; faults, which say what is wrong',
    imports: [],
  },
  random: {
    purpose: 'random numbers by address (seed, name, epoch, row) instead of from a generator with a state',
    imports: [],
  },
  expression: {
    purpose: 'programs as graphs of expressions, which nothing has computed yet',
    imports: ['tensor'],
  },
  'interpreters/ndarray': {
    purpose: 'the reference evaluator: plain loops over arrays, in float32 or float64',
    imports: ['tensor'],
  },
  'interpreters/dual': {
    purpose: 'dual numbers: values with tangents, forward-mode differentiation of any program',
    imports: ['tensor'],
  },
  'interpreters/vmap': {
    purpose: 'runs a program for several models of one shape at once, along one more axis of every tensor',
    imports: ['tensor'],
  },
  'interpreters/text': {
    purpose: 'programs printed as equations, plain or LaTeX',
    imports: ['tensor', 'expression'],
  },
  'interpreters/cost': {
    purpose: 'counts the operations and the memory of a program before it runs',
    imports: ['tensor', 'expression'],
  },
  compiler: {
    purpose: 'compiles expressions to ONNX: passes that rewrite them, lowering to operators, the file format',
    imports: ['tensor', 'expression', 'interpreters/ndarray'],
  },
  registry: {
    purpose: 'what a definition is: a name, a codec of its settings and a build; look-up and extension of registries',
    imports: ['tensor', 'codec'],
  },
  layers: {
    purpose: 'the layers, by family: each a forward program with its hand-derived pullback',
    imports: ['tensor', 'expression', 'codec', 'random', 'registry'],
  },
  schedules: {
    purpose: 'schedules: functions from the training step to a number',
    imports: ['tensor', 'codec', 'registry'],
  },
  losses: {
    purpose: 'the loss terms, by family: each a value with its hand-derived gradient',
    imports: ['tensor', 'codec', 'random', 'registry', 'layers', 'schedules'],
  },
  optimisers: {
    purpose: 'optimisers as chains of updates, which turn gradients into steps',
    imports: ['tensor', 'codec', 'registry', 'schedules'],
  },
  data: {
    purpose: 'data sets in memory, their splits, and readers of data files',
    imports: ['tensor', 'codec', 'random', 'registry'],
  },
  text: {
    purpose: 'text as tokens and terms: tokenisers, tokenizer.json, bags of words, tf-idf',
    imports: ['codec'],
  },
  preprocessing: {
    purpose: 'steps between the data and the model: fitted on the training rows, undone on the way back',
    imports: ['tensor', 'codec', 'registry', 'data', 'text'],
  },
  statistics: {
    purpose: 'statistics of points in many dimensions and of scores: neighbours, PCA, densities, metrics, intervals',
    imports: ['tensor', 'codec', 'random', 'registry', 'data'],
  },
  model: {
    purpose: 'elaborates specs to models; the programs of a model: encode, decode, loss, gradients, training step',
    imports: [
      'tensor',
      'expression',
      'codec',
      'registry',
      'layers',
      'losses',
      'optimisers',
      'schedules',
      'interpreters/dual',
    ],
  },
  'tasks/densities': {
    purpose: 'densities of codes: definitions of what is fitted on the codes of training rows and gives new codes',
    imports: ['tensor', 'codec', 'random', 'registry', 'layers', 'losses', 'model', 'statistics'],
  },
  'tasks/scores': {
    purpose: 'anomaly scores: definitions of what is fitted on the training rows and gives each row a number',
    imports: ['tensor', 'codec', 'random', 'registry', 'data', 'statistics', 'model'],
  },
  'tasks/thresholds': {
    purpose: 'thresholds of anomaly scores: definitions of how rows are decided on, and what that promises',
    imports: ['codec', 'registry', 'statistics'],
  },
  format: {
    purpose: 'the spec file: its keys, versions and migrations, and the library of definitions',
    imports: [
      'tensor',
      'codec',
      'registry',
      'data',
      'layers',
      'losses',
      'model',
      'optimisers',
      'preprocessing',
      'schedules',
      'tasks/densities',
      'tasks/scores',
      'tasks/thresholds',
    ],
  },
  dsl: {
    purpose: 'the typed functions that specs are written with: autoencoder, experiment, mirror, table',
    imports: ['tensor', 'codec', 'data', 'layers', 'losses', 'model', 'format'],
  },
  engines: {
    purpose: 'engines, which run the programs of a model: ONNX Runtime (native, web) and the reference',
    imports: [
      'tensor',
      'expression',
      'codec',
      'random',
      'data',
      'layers',
      'model',
      'compiler',
      'interpreters/ndarray',
      'interpreters/cost',
      'interpreters/vmap',
    ],
  },
  training: {
    purpose: 'training: epochs, minibatches, validation, early stopping',
    imports: [
      'tensor',
      'codec',
      'data',
      'engines',
      'layers',
      'losses',
      'model',
      'random',
      'format',
      'interpreters/ndarray',
      'interpreters/cost',
    ],
  },
  tasks: {
    purpose: 'what trained models are used for: evaluation, comparison with PCA, anomaly detection, description',
    imports: [
      'tensor',
      'expression',
      'codec',
      'registry',
      'data',
      'engines',
      'layers',
      'losses',
      'model',
      'random',
      'statistics',
      'training',
      'tasks/densities',
      'tasks/scores',
      'tasks/thresholds',
      'interpreters/cost',
      'interpreters/dual',
      'interpreters/ndarray',
      'interpreters/text',
    ],
  },
  fitted: {
    purpose: 'fit and open: trains a spec on rows, uses the fitted model, saves it as one file; without a file system',
    imports: [
      'tensor',
      'codec',
      'random',
      'data',
      'dsl',
      'engines',
      'format',
      'model',
      'optimisers',
      'preprocessing',
      'schedules',
      'statistics',
      'tasks',
      'tasks/densities',
      'tasks/scores',
      'training',
    ],
  },
  search: {
    purpose: 'search spaces, samplers and pruners; makes the trials of a search and says what they found',
    imports: [
      'tensor',
      'codec',
      'random',
      'registry',
      'data',
      'dsl',
      'engines',
      'fitted',
      'format',
      'layers',
      'model',
      'preprocessing',
      'tasks',
      'training',
    ],
  },
  laws: {
    purpose: 'the laws that every definition and gradient obeys, for property-based tests',
    imports: [
      'tensor',
      'expression',
      'codec',
      'random',
      'registry',
      'layers',
      'losses',
      'model',
      'optimisers',
      'schedules',
      'interpreters/ndarray',
      'interpreters/dual',
    ],
  },
  api: {
    purpose: 'the namespaces that the package exports: Training, Random, Tasks, …',
    imports: ['*'],
  },
  node: {
    purpose: 'isthmus/node: everything that the command does with files, as functions',
    imports: ['*'],
  },
  cli: {
    purpose: 'the command isthmus: its arguments and the text that it prints',
    imports: ['*'],
  },
  'index.ts': {
    purpose: 'everything that the package exports',
    imports: ['*'],
  },
}
