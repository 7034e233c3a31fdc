import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { drawFaults } from '../../src/codec/index.ts'
import type { NdArray } from '../../src/interpreters/ndarray/index.ts'
import { buildNetwork, layers } from '../../src/layers/index.ts'
import * as Named from '../../src/tensor/named.ts'
import type { Case, Numbers } from '../reference/layerCases.ts'
import { casesOf, files } from '../reference/layerCases.ts'
import { A, array } from '../reference/values.ts'

const given = ({ data, shape }: Numbers): NdArray => array(data, shape)

/** How far numbers may be from PyTorch's, relative to the largest of them: forward, and after a pullback. */
const bounds = { forward: 1e-12, backward: 1e-9 } as const

const agrees = (found: NdArray, expected: Numbers, bound: number, what: string): void => {
  expect([...found.shape], `shape of ${what}`).toEqual(expected.shape)
  const size = Math.max(1e-300, ...expected.data.map(Math.abs))
  const off = A.read(found).map((value, i) => Math.abs(value - (expected.data[i] ?? Number.NaN)) / size)
  for (const deviation of off) expect(deviation, what).toBeLessThanOrEqual(bound)
}

const run = ({ layer, x, parameters, buffers, noise }: Case) => {
  const built = buildNetwork(layers, [layer], x.shape.slice(1), 'layers')
  if (Either.isLeft(built)) throw new Error(drawFaults(built.left))
  const inside = (tensors: Named.Named<Numbers>) => Named.prefix(Named.map(tensors, given), '0')
  return built.right.program(A, {
    x: given(x),
    parameters: inside(parameters),
    buffers: inside(buffers),
    noise: inside(noise),
  })
}

describe('layers and their pullbacks give the values of PyTorch', () => {
  for (const name of files)
    for (const [i, one] of casesOf(name).entries())
      it(`${name}, case ${i + 1}: ${JSON.stringify(one.layer)} on [${one.x.shape.join()}]`, () => {
        const { y, buffers, pullback } = run(one)
        agrees(y, one.y, bounds.forward, 'y')
        const { dx, dparameters } = pullback(given(one.dy), {})
        agrees(dx, one.dx, bounds.backward, 'dx')
        for (const [parameter, expected] of Object.entries(one.dparameters))
          agrees(Named.get(dparameters, `0.${parameter}`), expected, bounds.backward, `d ${parameter}`)
        for (const [buffer, expected] of Object.entries(one.nextBuffers))
          agrees(Named.get(buffers, `0.${buffer}`), expected, bounds.backward, `buffer ${buffer}`)
      })
})
