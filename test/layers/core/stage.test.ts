import * as Either from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { NdArray } from '../../../src/interpreters/ndarray/index.ts'
import type { LayerSpec, Program } from '../../../src/layers/index.ts'
import { buildNetwork, layers } from '../../../src/layers/index.ts'
import { identity, sequence } from '../../../src/layers/core/stage.ts'
import { A } from '../../../src/laws/differentiable.ts'
import { whole } from '../../../src/laws/numbers.ts'
import { path, stream } from '../../../src/random/index.ts'
import * as Named from '../../../src/tensor/named.ts'

/** Linear maps of width 3: on whole numbers everything they do is exact. */
const linear: ReadonlyArray<LayerSpec> = [{ layer: 'dense', units: 3 }, { layer: 'identity' }, { layer: 'relu' }]

interface Part {
  readonly program: Program
  readonly parameters: Named.Named<NdArray>
}

const part = (spec: LayerSpec, seed: number): Part => {
  const built = buildNetwork(layers, [spec], [3], 'layers')
  if (Either.isLeft(built)) throw new Error('it does not build')
  const { program, parameters } = built.right
  return { program, parameters: Named.map(parameters, ({ shape }, name) => whole(path(stream(seed), name), shape)) }
}

const nothing: Part = { program: identity, parameters: {} }

/** f then g: names of f below `f`, of g below `g`. */
const then = (f: Part, g: Part): Part => ({
  program: sequence([
    { scope: 'f', program: f.program },
    { scope: 'g', program: g.program },
  ]),
  parameters: Named.disjoint(Named.prefix(f.parameters, 'f'), Named.prefix(g.parameters, 'g')),
})

/** Everything a part does, as numbers: y, dx and the cotangents of its parameters in the order of their scopes. */
const run = ({ program, parameters }: Part, seed: number): ReadonlyArray<number> => {
  const from = stream(seed)
  const { y, pullback } = program(A, { x: whole(path(from, 'x'), [2, 3]), parameters, buffers: {}, noise: {} })
  const { dx, dparameters } = pullback(whole(path(from, 'dy'), [2, 3]), {})
  const order = Object.keys(dparameters).toSorted((a, b) =>
    a.replaceAll(/[^fg]/g, '') < b.replaceAll(/[^fg]/g, '') ? -1 : 1,
  )
  const sums = order.map((name) => [...A.read(Named.get(dparameters, name))].toSorted((a, b) => a - b))
  return [...A.read(y), ...A.read(dx), ...sums.flat().toSorted((a, b) => a - b)]
}

const parts = fc.record({ spec: fc.constantFrom(...linear), seed: fc.nat() }).map(({ spec, seed }) => part(spec, seed))

describe('programs are a category, to the bit', () => {
  it('composition is associative', () => {
    fc.assert(
      fc.property(parts, parts, parts, fc.nat(), (f, g, h, seed) => {
        expect(run(then(then(f, g), h), seed)).toEqual(run(then(f, then(g, h)), seed))
      }),
    )
  })

  it('the identity is neutral on both sides', () => {
    fc.assert(
      fc.property(parts, fc.nat(), (f, seed) => {
        expect(run(then(nothing, f), seed)).toEqual(run(f, seed))
        expect(run(then(f, nothing), seed)).toEqual(run(f, seed))
      }),
    )
  })

  it('the empty sequence is the identity', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        expect(run({ program: sequence([]), parameters: {} }, seed)).toEqual(run(nothing, seed))
      }),
    )
  })
})
