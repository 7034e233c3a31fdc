import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** A program that does the jobs, in a process of its own. */
export interface Contestant {
  /** What `--peers` chooses by. */
  readonly family: string
  readonly name: string
  readonly language: 'ours' | 'JavaScript' | 'Python'
  readonly command: readonly [string, ...ReadonlyArray<string>]
  /** Beside the environment that there is; undefined takes a variable away. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The jobs that it is asked to do; all of them where it is not said. */
  readonly only?: ReadonlyArray<string>
}

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const node = (file: string) => [process.execPath, here(file)] as const
/** Debian's Python where there is one, because its packages are where PyTorch and scikit-learn often are. */
const python = (file: string) => [process.env['PYTHON'] ?? '/usr/bin/python3', here(file)] as const

const ours = (engine: string, threads: number | undefined): Contestant => ({
  family: 'isthmus',
  name: `Isthmus ${engine}, ${threads === undefined ? 'its own choice of threads' : `${threads} thread${threads === 1 ? '' : 's'}`}`,
  language: 'ours',
  command: node('ours.mjs'),
  environment: { ENGINE: engine, PEER_THREADS: threads === undefined ? undefined : String(threads) },
})

/** Kernels of OpenBLAS: a name and what asks for them. */
type Kernels = readonly [name: string, environment: Readonly<Record<string, string>>]

const hasAvx512 = existsSync('/proc/cpuinfo') && readFileSync('/proc/cpuinfo', 'utf8').includes(' avx512f ')
/** What the environment or OpenBLAS itself chooses, which is often less than the processor has. */
const chosen: Kernels = [`kernels ${process.env['OPENBLAS_CORETYPE'] ?? 'by default'}`, {}]
const best: Kernels = hasAvx512 ? ['AVX-512 kernels', { OPENBLAS_CORETYPE: 'SkylakeX' }] : chosen

const blas = (family: string, name: string, file: string, kernels: ReadonlyArray<Kernels>): ReadonlyArray<Contestant> =>
  kernels.flatMap(([kernel, environment]) =>
    [1, 2].map((threads) => ({
      family,
      name: `${name}, ${threads} thread${threads === 1 ? '' : 's'}, ${kernel}`,
      language: 'Python' as const,
      command: python(file),
      environment: {
        ...environment,
        PEER_THREADS: String(threads),
        OMP_NUM_THREADS: String(threads),
        OPENBLAS_NUM_THREADS: String(threads),
        // Waiting threads must not take the cores of those whose turn it is, nor their own.
        OMP_WAIT_POLICY: 'PASSIVE',
      },
    })),
  )

const javaScript = (family: string, name: string, file: string, backend: string): Contestant => ({
  family,
  name,
  language: 'JavaScript',
  command: node(file),
  environment: { PEER_BACKEND: backend },
})

export const contestants: ReadonlyArray<Contestant> = [
  ours('native', 1),
  ours('native', 2),
  ours('native', undefined),
  ours('web', 2),
  { ...ours('reference', 1), only: ['small'] },
  ...blas('torch', 'PyTorch', 'peers/torch_peer.py', hasAvx512 ? [best, chosen] : [chosen]),
  ...blas('sklearn', 'scikit-learn', 'peers/sklearn_peer.py', [best]),
  ...blas('numpy', 'NumPy by hand', 'peers/numpy_peer.py', [best]),
  ...blas('numpy', 'NumPy, plain', 'peers/numpy_plain_peer.py', [best]),
  javaScript('jaxjs', 'jax-js wasm', 'peers/jaxjs.mjs', 'wasm'),
  javaScript('tfjs', 'TensorFlow.js wasm', 'peers/tfjs.mjs', 'wasm'),
  // A step of the deep convolutional job would take it a minute.
  {
    ...javaScript('tfjs', 'TensorFlow.js cpu', 'peers/tfjs.mjs', 'cpu'),
    only: ['small', 'middle', 'big', 'convolutional'],
  },
]

export const families: ReadonlyArray<string> = [...new Set(contestants.map(({ family }) => family))]
