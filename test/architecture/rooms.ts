/** A room of src: what it is for, and what it may import besides itself. */
export interface Room {
  readonly purpose: string
  readonly imports: ReadonlyArray<string>
}

/** An arrow that is not here needs an argument, and an ADR. `*` is every room. */
export const rooms: Readonly<Record<string, Room>> = {
  tensor: {
    purpose: 'the tensor algebra: its primitives, shape rules, derived operations, adjoint pairs, named tensors',
    imports: [],
  },
  codec: {
    purpose: 'io-ts codecs that know their JSON Schema, and faults',
    imports: [],
  },
  random: {
    purpose: 'seeds, streams and draws: randomness is addressed, not consumed',
    imports: [],
  },
  expression: {
    purpose: 'programs as graphs of expressions: the free interpreter',
    imports: ['tensor'],
  },
  'interpreters/ndarray': {
    purpose: 'the reference evaluator: plain loops on arrays, float32 or float64',
    imports: ['tensor'],
  },
  'interpreters/dual': {
    purpose: 'forward mode: values with tangents, over any interpreter',
    imports: ['tensor'],
  },
  'interpreters/vmap': {
    purpose: 'a program for several members at once: one more axis in front of every tensor',
    imports: ['tensor'],
  },
  'interpreters/text': {
    purpose: 'programs as equations, plain or LaTeX',
    imports: ['tensor', 'expression'],
  },
  'interpreters/cost': {
    purpose: 'operations and memory of a program before it runs',
    imports: ['tensor', 'expression'],
  },
  compiler: {
    purpose: 'expressions to ONNX: passes, lowering, protobuf',
    imports: ['tensor', 'expression', 'interpreters/ndarray'],
  },
  registry: {
    purpose: 'what a definition is: a codec of settings and a build; lookup and extension',
    imports: ['tensor', 'codec'],
  },
  layers: {
    purpose: 'every layer, by family: forward program and hand-derived pullback',
    imports: ['tensor', 'expression', 'codec', 'random', 'registry'],
  },
  schedules: {
    purpose: 'functions from the step to a number',
    imports: ['tensor', 'codec', 'registry'],
  },
  losses: {
    purpose: 'every loss term, by family, with its gradient',
    imports: ['tensor', 'codec', 'random', 'registry', 'layers', 'schedules'],
  },
  optimisers: {
    purpose: 'updates that turn gradients into steps; they chain',
    imports: ['tensor', 'codec', 'registry', 'schedules'],
  },
  data: {
    purpose: 'data sets in memory: tables, splits; readers of files at the edge',
    imports: ['tensor', 'codec', 'random'],
  },
  preprocessing: {
    purpose: 'scalers that are fitted on training rows and travel with the model',
    imports: ['tensor', 'codec', 'registry', 'data'],
  },
  model: {
    purpose: 'specs elaborated to models, and the programs over them: encode, loss, gradient, step',
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
  format: {
    purpose: 'the spec file: versions, migrations, the library of definitions',
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
    ],
  },
  dsl: {
    purpose: 'the typed functions that people write specs with',
    imports: ['tensor', 'layers', 'losses', 'model', 'format'],
  },
  engines: {
    purpose: 'what runs programs: ONNX Runtime (native, web) and the reference',
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
    purpose: 'epochs, minibatches, early stopping',
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
    purpose: 'evaluate, describe, detect, PCA',
    imports: [
      'tensor',
      'expression',
      'data',
      'engines',
      'layers',
      'model',
      'random',
      'training',
      'interpreters/cost',
      'interpreters/text',
    ],
  },
  fitted: {
    purpose: 'fit a model to rows, use it, save it to one file and open it again; no file system',
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
      'tasks',
      'training',
    ],
  },
  laws: {
    purpose: 'the laws that gradients and definitions obey, for property-based tests',
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
    purpose: 'what the package exports under names: Training, Random, Tasks, …',
    imports: ['*'],
  },
  node: {
    purpose: 'isthmus with files, as functions: spec modules, run directories, model files',
    imports: ['*'],
  },
  cli: {
    purpose: 'the command: arguments and text',
    imports: ['*'],
  },
  'index.ts': {
    purpose: 'what the package exports',
    imports: ['*'],
  },
}
