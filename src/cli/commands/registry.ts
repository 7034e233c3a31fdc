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
    name: 'evaluate',
    summary: 'Evaluate a run on its test rows, or on a file, and compare with PCA.',
    load: async () => (await import('./evaluate.ts')).evaluateCommand,
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
]
