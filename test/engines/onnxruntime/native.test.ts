import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { root } from '../../command.ts'

/** Asks a native engine for a code of 1e-39 in a process of its own: the first engine of a process decides. */
const program = `
  import { autoencoder, dense, elaborate, engines, input, library, mse, pipe, Random } from 'isthmus'
  import { initialState } from './dist/training/index.js'
  const spec = autoencoder({ encoder: pipe(input([1]), dense(1)), decoder: pipe(input([1]), dense(1)), loss: mse })
  const model = elaborate(library, spec).right
  const plan = { optimiser: [], total: 1 }
  const engine = await engines.native(JSON.parse(process.argv[1]))
  const { buffers, parameters } = initialState(model, plan, Random.stream(1), 'float32')
  const one = { ...parameters['encoder.0.weight'], data: Float32Array.of(1) }
  const weights = { buffers, parameters: { ...parameters, 'encoder.0.weight': one } }
  const session = await engine.open(model, plan)
  const codes = await session.infer('encode', weights, { x: { data: Float32Array.of(1e-39), shape: [1, 1] } })
  // As bits: arithmetic here is under the same rule.
  console.log(new Uint32Array(codes.data.buffer, codes.data.byteOffset, 1)[0])
`

const codeOf = async (options: object): Promise<number> => {
  const words = ['--input-type=module', '--eval', program, JSON.stringify(options)]
  const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: root })
  return Number(stdout)
}

describe('numbers too small to be normal', () => {
  it('count as 0 in the native engine', async () => {
    expect(await codeOf({ threads: 1 })).toBe(0)
  })

  it('are kept where that is wanted', async () => {
    // The bits of 1e-39 in float32, written out: this process may count it as 0, where it runs a native engine.
    expect(await codeOf({ threads: 1, flushDenormals: false })).toBe(713_624)
  })
})
