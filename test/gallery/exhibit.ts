import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'

/** What is known of a trained spec. */
export interface Exhibit {
  readonly name: string
  /** The docblock of the spec. */
  readonly intent: string
  readonly run: string
  readonly record: {
    readonly engine: string
    readonly epoch: number
    readonly steps: number
    readonly seconds?: number
  }
  readonly evaluation: Evaluation
}

/** What `isthmus evaluate` writes. */
interface Evaluation {
  readonly part: string
  readonly rows: number
  readonly loss: number
  readonly terms: Readonly<Record<string, number>>
  readonly mse: number
  readonly pca?: { readonly components: number; readonly mse: number }
}

/** Runs the built command and shows what it says. */
const isthmus = (...words: ReadonlyArray<string>): void => {
  const { status } = spawnSync(process.execPath, ['dist/cli/main.js', ...words], { stdio: 'inherit' })
  if (status !== 0) throw new Error(`isthmus ${words.join(' ')} ended with ${status}`)
}

const read = (path: string) => JSON.parse(readFileSync(path, 'utf8'))

const intentOf = (name: string): string => {
  const [, docblock = ''] = /\/\*\*([^]*?)\*\//.exec(readFileSync(`specs/${name}.ts`, 'utf8')) ?? []
  return docblock.replace(/\s*\n \* ?/g, ' ').trim()
}

/** Trains a spec, or looks at its run; undefined where there is none. */
export const exhibit = async (name: string, trains: boolean, epochs?: string): Promise<Exhibit | undefined> => {
  const run = `runs/gallery/${name}`
  if (trains) {
    const shorter = epochs === undefined ? [] : ['--epochs', epochs]
    isthmus('train', `specs/${name}.ts`, '--out', run, '--force', ...shorter)
    isthmus('evaluate', run)
    isthmus('reconstruct', run, '--rows', '20', '--out', `${run}/reconstructions.npy`, '--force')
  }
  if (!existsSync(`${run}/evaluation.json`)) return undefined
  return {
    name,
    intent: intentOf(name),
    run,
    record: read(`${run}/run.json`),
    evaluation: read(`${run}/evaluation.json`),
  }
}
