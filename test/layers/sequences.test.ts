import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import {
  crossAttention,
  dense,
  gru,
  input,
  learnedPositions,
  learnedTokens,
  lstm,
  pipe,
  repeatVector,
  selfAttention,
} from '../../src/index.ts'
import { drawFaults } from '../../src/codec/index.ts'
import { layers, transformerBlock } from '../../src/layers/index.ts'
import { mirror } from '../../src/dsl/index.ts'
import type { LayerSpec, Network } from '../../src/index.ts'
import { buildNetwork } from '../../src/layers/index.ts'
import { dyadic } from '../../src/laws/numbers.ts'
import { path, stream } from '../../src/random/index.ts'
import * as Named from '../../src/tensor/named.ts'
import type { Sizes } from '../../src/tensor/shape.ts'
import { A, array } from '../reference/values.ts'

const faultsOf = (layer: LayerSpec, sizes: Sizes): string => {
  const result = buildNetwork(layers, [layer], sizes, 'encoder.layers')
  return Either.isLeft(result) ? drawFaults(result.left) : 'none'
}

/** What a network of random parameters, the same for every length, makes of one row. */
const outputOf = ({ layers: specs }: Network, x: ReadonlyArray<ReadonlyArray<number>>): ReadonlyArray<number> => {
  const sizes = [x.length, x[0]?.length ?? 0]
  const result = buildNetwork(layers, specs, sizes, 'layers')
  if (Either.isLeft(result)) throw new Error(drawFaults(result.left))
  const { parameters, program } = result.right
  const random = Named.map(parameters, ({ shape }, name) => dyadic(path(stream(3), name), shape))
  const { y } = program(A, { x: array(x.flat(), [1, ...sizes]), parameters: random, buffers: {}, noise: {} })
  return [...A.read(y)]
}

const steps = [
  [1, -2],
  [0.5, 0],
  [0, 3],
]
const absent = [
  [0, 0],
  [0, 0],
]

describe('sequences of unequal length', () => {
  const { input: sizes } = input([5, 2])

  for (const layer of [gru, lstm]) {
    const last = pipe(input([5, 2]), layer(3, { returns: 'sequence', mask: true }), layer(2, { mask: true }))

    it(`${layer.definition.name}: absent steps behind or between change nothing, through several layers`, () => {
      const expected = outputOf(last, steps)
      expect(outputOf(last, [...steps, ...absent])).toEqual(expected)
      expect(outputOf(last, [...steps.slice(0, 1), ...absent, ...steps.slice(1)])).toEqual(expected)
    })

    it(`${layer.definition.name}: without a mask they count`, () => {
      const counting = { input: sizes, layers: [{ layer: layer.definition.name, units: 3 }] }
      expect(outputOf(counting, [...steps, ...absent])).not.toEqual(outputOf(counting, steps))
    })

    it(`${layer.definition.name}: reversed, it reads the last step first`, () => {
      const forward = pipe(input([3, 2]), layer(3))
      const backward = pipe(input([3, 2]), layer(3, { reverse: true }))
      expect(outputOf(backward, steps)).toEqual(outputOf(forward, steps.toReversed()))
    })
  }

  it('attention does not see absent steps, and gives 0 for them', () => {
    const masked = pipe(input([5, 2]), selfAttention({ heads: 2, mask: true }))
    const expected = outputOf(masked, steps)
    const found = outputOf(masked, [...steps, ...absent])
    expect(found.slice(0, 6).map((value, i) => Math.abs(value - (expected[i] ?? 0)) < 1e-14)).not.toContain(false)
    expect(found.slice(6)).toEqual([0, 0, 0, 0])
  })

  it('a memory of nothing gives finite numbers', () => {
    const pooled = pipe(
      input([5, 2]),
      crossAttention(
        (x) => pipe(x, learnedTokens(2, 4)),
        (x) => x,
        { heads: 2, mask: true },
      ),
    )
    expect(outputOf(pooled, absent).every(Number.isFinite)).toBe(true)
  })

  it('causal attention sees nothing that comes later', () => {
    const causal = pipe(input([3, 2]), transformerBlock({ width: 2, heads: 1, hidden: 3, causal: true }))
    const [a, b] = [outputOf(causal, steps), outputOf(causal, [...steps.slice(0, 2), [9, -9]])]
    expect(b.slice(0, 4)).toEqual(a.slice(0, 4))
    expect(b.slice(4)).not.toEqual(a.slice(4))
  })
})

describe('rows that are not what a layer takes', () => {
  it('are named with what it takes', () => {
    const cases: ReadonlyArray<readonly [LayerSpec, Sizes, string]> = [
      [{ layer: 'gru', units: 3 }, [5], 'a sequence of at least one vector, [t, f], found [5] (repeatVector(t)'],
      [{ layer: 'lstm', units: 3 }, [0, 2], 'a sequence of at least one vector, [t, f], found [0, 2]'],
      [{ layer: 'gru', units: 3 }, [5000, 2], 'a sequence of at most 4096 vectors, because the graph holds every step'],
      [{ layer: 'repeatVector', times: 3 }, [2, 3], 'a vector [f], found [2, 3] (flatten it first'],
      [{ layer: 'selfAttention', heads: 1 }, [2, 3, 4], 'a sequence of at least one vector, [t, f], found [2, 3, 4]'],
      [{ layer: 'learnedPositions' }, [3], 'a sequence of at least one vector, [t, f], found [3]'],
      [{ layer: 'sinusoidalPositions' }, [3], 'a sequence of at least one vector, [t, f], found [3]'],
      [
        { layer: 'crossAttention', heads: 1, queries: [], memory: [{ layer: 'gru', units: 2 }] },
        [4, 3],
        'branches that give sequences of at least one vector, [t, e], found [2]',
      ],
    ]
    for (const [layer, sizes, says] of cases) expect(faultsOf(layer, sizes)).toContain(says)
  })

  it('heads must share the width evenly; the nearest that do are named', () => {
    expect(faultsOf({ layer: 'selfAttention', heads: 5 }, [16, 64])).toBe(
      'encoder.layers[0].heads: expected a number of heads that divides the width 64, found 5 (the nearest that do: 4 and 8)',
    )
    expect(faultsOf({ layer: 'crossAttention', heads: 3, queries: [], memory: [] }, [16, 4])).toContain(
      'the nearest that do: 2 and 4',
    )
  })

  it('a name must not stand in both branches', () => {
    const named = [{ layer: 'tap', name: 'twice' }]
    expect(faultsOf({ layer: 'crossAttention', heads: 1, queries: named, memory: named }, [2, 2])).toContain(
      '"twice" again',
    )
  })
})

describe('the way back from a sequence', () => {
  it('leads from the states of all steps to the features', () => {
    const encoder = pipe(input([24, 3]), learnedPositions, gru(16, { returns: 'sequence', reverse: true }), dense(2))
    expect(mirror(encoder).layers).toEqual([
      { layer: 'dense', units: 16 },
      { layer: 'gru', units: 3, returns: 'sequence', reverse: true },
      { layer: 'learnedPositions' },
    ])
  })

  it('is refused where there is none, with what to write', () => {
    expect(() => mirror(pipe(input([24, 3]), gru(8)))).toThrow(
      "write the decoder out: repeatVector(24), gru(…, { returns: 'sequence' }), dense(3)",
    )
    expect(() => mirror(pipe(input([3]), repeatVector(4)))).toThrow('write the decoder out')
    expect(() => mirror(pipe(input([3]), learnedTokens(2, 4)))).toThrow('write the decoder out')
  })
})
