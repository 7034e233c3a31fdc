import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { machine } from './machine.ts'
import type { Contest } from './table.ts'
import { section } from './table.ts'

const versionOf = (name: string): string => {
  const path = fileURLToPath(new URL(`../../node_modules/${name}/package.json`, import.meta.url))
  const read: unknown = JSON.parse(readFileSync(path, 'utf8'))
  return typeof read === 'object' && read !== null && 'version' in read ? String(read.version) : '?'
}

const versions = (contests: ReadonlyArray<Contest>): string =>
  [
    `Node ${process.versions.node}`,
    `onnxruntime-node ${versionOf('onnxruntime-node')}`,
    `onnxruntime-web ${versionOf('onnxruntime-web')}`,
    ...new Set(
      contests.flatMap(({ results }) =>
        results.filter(({ contestant }) => contestant.language !== 'ours').map(({ version }) => version),
      ),
    ),
  ].join(', ')

/** How a run was made. */
export interface Made {
  readonly command: string
  readonly date: string
  readonly count: number
  readonly seconds: number
}

/** The document of a run. */
export const report = (contests: ReadonlyArray<Contest>, { command, date, count, seconds }: Made): string =>
  [
    '# Benchmarks',
    '',
    `Written by \`${command}\` on ${date}; \`npm run bench -- --help\` lists its options. Machine: ${machine()}.`,
    '',
    `Versions: ${versions(contests)}.`,
    '',
    '## How it is measured',
    '',
    'Every contestant does the same job: the same rows, the same initial weights, the same minibatches in the same order,',
    'Adam with a rate of 0.001, relu in hidden layers, the same loss (the mean squared error, where a job does not say',
    'otherwise), float32. The loss after the same number of steps is given too: work left out would show there.',
    'Two differences: scikit-learn has no sigmoid with a squared error and ends without one; and where a step draws random',
    'numbers, everyone draws their own, so that losses agree in expectation only. Those are the samples of variational, the',
    'restarts of codes in vectorQuantised and the samples of the prior in adversarial. The first is a binary cross-entropy,',
    'which PyTorch computes of logits; in the last, a discriminator has an Adam of its own and moves first in every step. Where',
    'a code is sparse, in dictionary, PyTorch never writes it out: it sums the rows of the decoder that count.',
    '',
    'Each works in a process of its own that loads, takes its first steps and warms up before anything is timed, and then',
    `works only on its turn: ${count} rounds A B C …, every other one backwards, of ${seconds} s each after a tenth of that which is`,
    'not timed. The figures are medians of the rounds, and ratios are medians of the ratios within rounds, as a machine may',
    'be slower for a minute: compare them within a table, not with those of another machine, and look at the slowest and the',
    'fastest round before you believe a small difference. Isthmus is the built package with its own `train`, which draws its',
    'minibatches, chooses how many steps it gives an engine at once and reports every loss. Peers are written for speed, with',
    'their data resident and their best settings; the AVX-512 kernels of OpenBLAS are asked for by name, as an environment',
    'may choose older ones. NumPy by hand allocates nothing and goes through Adam block by block in the cache; plain, it is the',
    'formulas as one writes them first. Memory is the peak of the resident set of a process that trains.',
    '',
    'The peers of npm are not dependencies of the project: `npm run bench` installs them into `test/bench/peers` on its',
    'first use. Those of Python are looked for in `/usr/bin/python3`, or in what `PYTHON` names. What is missing is skipped.',
    '',
    ...contests.flatMap(section),
  ].join('\n')
