import type { CommandEntry } from '../parser.ts'

/** Every command: its name, what help says of it, and the module with its options, which is loaded when it is called. */
export const commands: ReadonlyArray<CommandEntry> = [
  {
    name: 'data',
    summary: 'Show what a file of data holds: columns, kinds, ranges, missing cells, duplicates, odd columns.',
    load: async () => (await import('./data.ts')).dataCommand,
  },
  {
    name: 'new',
    summary: 'Write a first experiment for a file of data, which trains as it is.',
    load: async () => (await import('./new.ts')).newCommand,
  },
  {
    name: 'train',
    summary: 'Train a spec and write a run directory. Ctrl-C stops training and keeps the run.',
    load: async () => (await import('./train.ts')).trainCommand,
  },
  {
    name: 'search',
    summary:
      'Search a space, a spec with distributions among its values, for the best spec. Ctrl-C ends the search, --resume continues it.',
    load: async () => (await import('./search.ts')).searchCommand,
  },
  {
    name: 'evaluate',
    summary: 'Evaluate a run on its test rows, or on a file, and compare with PCA.',
    load: async () => (await import('./evaluate.ts')).evaluateCommand,
  },
  {
    name: 'diagnose',
    summary:
      'Diagnose a run: what is wrong with it, where, and a remedy. Of a file of data: whether an autoencoder suits it, and a proposal.',
    load: async () => (await import('./diagnose.ts')).diagnoseCommand,
  },
  {
    name: 'show',
    summary: 'Show when, how long and on which data a run was trained, and its best epoch.',
    load: async () => (await import('./show.ts')).showCommand,
  },
  {
    name: 'describe',
    summary: 'Show the layers of a spec or a run: shapes, parameters, operations, equations.',
    load: async () => (await import('./describe.ts')).describeCommand,
  },
  {
    name: 'check',
    summary:
      'Test the gradient of a model, and the layers that its spec defines, against dual numbers and finite differences.',
    load: async () => (await import('./check.ts')).checkCommand,
  },
  {
    name: 'encode',
    summary: 'Write the code of every row: dimensionality reduction, features.',
    load: async () => (await import('./encode.ts')).encodeCommand,
  },
  {
    name: 'reconstruct',
    summary:
      'Write the reconstruction of every row, in the units of the data: the model’s value for every cell, known or missing. With --fill, only missing cells get the model’s value.',
    load: async () => (await import('./reconstruct.ts')).reconstructCommand,
  },
  {
    name: 'denoise',
    summary:
      'Write every row denoised by the autoencoder. With --noise, add noise first and measure how much is removed.',
    load: async () => (await import('./denoise.ts')).denoiseCommand,
  },
  {
    name: 'detect',
    summary:
      'Detect anomalies: score every row by its reconstruction error, flag scores above a threshold, and say why the oddest rows are odd.',
    load: async () => (await import('./detect.ts')).detectCommand,
  },
  {
    name: 'repair',
    summary:
      'Make odd rows normal by the smallest change: columns may be fixed or bounded, whole numbers and categories stay such.',
    load: async () => (await import('./repair.ts')).repairCommand,
  },
  {
    name: 'explain',
    summary:
      'Explain the code of a run, entry by entry: what it reads and writes, the columns and labels it varies with, the rows that excite it; for a dictionary the cards of its features.',
    load: async () => (await import('./explain.ts')).explainCommand,
  },
  {
    name: 'decode',
    summary: 'Write the row that the decoder gives for every code of a file, in the units of the data.',
    load: async () => (await import('./decode.ts')).decodeCommand,
  },
  {
    name: 'sample',
    summary:
      'Write new rows: codes drawn from the prior of the model, or from a density of the training codes, decoded.',
    load: async () => (await import('./sample.ts')).sampleCommand,
  },
  {
    name: 'interpolate',
    summary: 'Write the rows between rows: codes on the way from one to the next, decoded.',
    load: async () => (await import('./interpolate.ts')).interpolateCommand,
  },
  {
    name: 'traverse',
    summary: 'Write what each entry of the code does to a row: one entry at a time goes over its range.',
    load: async () => (await import('./traverse.ts')).traverseCommand,
  },
]
