import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { autoencoder, Codecs, defineLayer, dense, dropout, elaborate } from '../../../src/index.ts'
import { append, built } from '../../../src/layers/index.ts'
import { drawFaults } from '../../../src/codec/index.ts'
import { extend, input, library, mse, pipe, relu, residual, vectorQuantiser } from '../../../src/index.ts'
import { keepsSizes, layers, stage } from '../../../src/layers/index.ts'
import { mirror } from '../../../src/dsl/index.ts'
import type { Net, Network, Program, Sizes } from '../../../src/index.ts'
import { assertLaws, layerLaws, NoCases } from '../../../src/laws/index.ts'
import { decodeSpec, encodeSpec, specSchema } from '../../../src/format/index.ts'
import * as registry from '../../../src/layers/registry.ts'
import { obeys } from '../../cases.ts'

/** y = k·x with k a setting; the pullback as it is given. */
const scaled = (name: string, origin?: string, back = (k: number) => k) =>
  defineLayer({
    name,
    ...(origin === undefined ? {} : { package: origin }),
    summary: 'Every entry times a whole number.',
    affine: true,
    codec: () => Codecs.struct({}, { times: Codecs.integer({ minimum: 1, maximum: 8 }) }),
    build: ({ times = 2 }, sizes) =>
      built({
        output: sizes,
        program: (A, { x }) => {
          const by = (factor: number) => A.expand(A.constant([factor], []), A.shape(x))
          return stage(A.mul(x, by(times)), (dy) => ({ dx: A.mul(dy, by(back(times))), dparameters: {} }))
        },
      }),
  })

const twofold = scaled('twofold', 'my-layers@1.2.0')
const nameless = scaled('nameless')

/** The first entries of a vector. */
const first = defineLayer(
  {
    name: 'first',
    package: 'my-layers@1.2.0',
    summary: 'Keeps the first entry.',
    affine: true,
    codec: () => Codecs.struct({ entries: Codecs.integer({ minimum: 1, maximum: 3 }) }),
    build: ({ entries }, [i = 0, ...others], { where }) =>
      i < entries || others.length > 0
        ? Either.left([{ fault: 'wrong shape', where, expected: 'a longer vector', found: String(i) }])
        : built({
            output: [entries],
            program: (A, { x }) =>
              stage(A.slice(x, [null, { start: 0, stop: entries }]), (dy) => ({
                dx: A.pad(dy, [null, { before: 0, after: i - entries }]),
                dparameters: {},
              })),
          }),
  },
  (specify) =>
    <const Entries extends number>(entries: Entries) =>
    <Input extends Sizes, Aux extends string>(
      net: Net<Input, readonly [number], Aux>,
    ): Net<Input, readonly [Entries], Aux> =>
      append(net, specify({ entries })),
)

const mine = extend(library, { layers: [twofold, nameless, first] })

const spec = autoencoder({
  encoder: pipe(
    input([4]),
    twofold(),
    residual((x) => pipe(x, nameless({ times: 3 }))),
    first(2),
  ),
  decoder: pipe(input([2]), dense(4)),
  loss: mse,
})

describe('a layer of a user’s own', () => {
  obeys(layerLaws(twofold.definition))
  obeys(layerLaws(first.definition))

  it('is plain JSON in a spec, its settings where they are given', () => {
    expect(spec.encoder.layers).toEqual([
      { layer: 'twofold' },
      { layer: 'residual', body: [{ layer: 'nameless', times: 3 }] },
      { layer: 'first', entries: 2 },
    ])
  })

  it('elaborates in a registry that has it', () => expect(Either.isRight(elaborate(mine, spec))).toBe(true))

  it('has its settings validated', () => {
    const wrong = { ...spec, encoder: { input: [4], layers: [{ layer: 'twofold', time: 3 }] } }
    const decoded = decodeSpec(mine, wrong)
    expect(Either.isLeft(decoded) && drawFaults(decoded.left)).toBe(
      'encoder.layers[0].time: expected a known key, found "time" (did you mean "times"?)',
    )
  })

  it('mirrors to itself where it says nothing', () => {
    expect(mirror(pipe(input([3]), twofold({ times: 5 })), { layers: mine.layers }).layers).toEqual([
      { layer: 'twofold', times: 5 },
    ])
  })

  it('with a wrong pullback breaks a law, which names the argument', () => {
    const wrong = scaled('wrong', undefined, (k) => k + 1)
    expect(() => assertLaws(layerLaws(wrong.definition))).toThrow(/cotangent of "x"/)
  })

  it('with a program or a pullback that throws is named, and its laws say so', () => {
    const boom = (): never => {
      throw new Error('boom')
    }
    const broken = (name: string, program: Program) =>
      defineLayer({
        name,
        summary: 'Throws.',
        codec: () => Codecs.struct({}),
        build: (_settings, sizes) => built({ output: sizes, program }),
      })
    const forward = broken('forward', boom)
    const backward = broken('backward', (_A, { x }) => stage(x, boom))
    for (const [layer, expected] of [
      [forward, 'rows of [3] from "forward"'],
      [backward, 'a pullback of "backward"'],
    ] as const) {
      const encoder = pipe(input([3]), layer({}), dense(2))
      const model = elaborate(extend(library, { layers: [layer] }), {
        ...autoencoder({ encoder, decoder: pipe(input([2]), dense(3)), loss: mse }),
      })
      const says = Either.isLeft(model) ? drawFaults(model.left) : 'nothing'
      expect(says).toContain(`encoder.layers[0]: expected ${expected}, found an error: boom (correct the program`)
      expect(() => assertLaws(layerLaws(layer.definition), { cases: 5 })).toThrow('boom')
    }
  })

  it('that accepts no small input is said to have no cases', () => {
    const picky = defineLayer({
      name: 'picky',
      summary: 'Takes nothing.',
      codec: () => Codecs.struct({}),
      build: (_settings, _sizes, { where }) =>
        Either.left([{ fault: 'wrong shape', where, expected: 'a hundred axes', found: 'fewer' }]),
    })
    expect(() => assertLaws(layerLaws(picky.definition))).toThrow(NoCases)
    expect(() => assertLaws(layerLaws(picky.definition))).toThrow(/picky.*a hundred axes/)
  })

  it('is made the way the library makes its own', () => {
    expect(pipe(input([3]), dropout(0.5)).layers).toEqual([{ layer: 'dropout', rate: 0.5 }])
    expect(dropout.definition).toBe(layers['dropout'])
    const keys = ({ definition }: { readonly definition: object }) =>
      Object.keys(definition).filter((key) => key !== 'package' && key !== 'example')
    expect(keys(twofold)).toEqual(keys(dropout))
  })
})

describe('extend', () => {
  it('takes rows and the functions that hold them, and leaves the registry as it was', () => {
    const before = Object.keys(library.layers)
    expect(extend(library, { layers: [twofold.definition] }).layers['twofold']).toBe(twofold.definition)
    expect(mine.layers['twofold']).toBe(twofold.definition)
    expect(Object.keys(library.layers)).toEqual(before)
  })

  it('with nothing is the same registry, and twice is once', () => {
    expect(extend(library, {})).toEqual(library)
    expect(extend(extend(library, { layers: [twofold] }), { layers: [nameless, first] })).toEqual(mine)
  })

  it('refuses a name that is taken', () => {
    expect(() => extend(library, { layers: [relu] })).toThrow('there is a "relu" already')
    expect(() => extend(library, { layers: [twofold, scaled('twofold')] })).toThrow('there is a "twofold" already')
  })

  it('adds its settings to the JSON Schema', () => {
    expect(JSON.stringify(specSchema(mine))).toContain('"twofold"')
    expect(JSON.stringify(specSchema(library))).not.toContain('"twofold"')
  })
})

describe('a saved spec says what it requires', () => {
  const decoded = decodeSpec(mine, spec)
  if (Either.isLeft(decoded)) throw new Error(drawFaults(decoded.left))
  const saved = encodeSpec(mine, decoded.right)
  const faults = (registry: typeof library, json: object = saved): string => {
    const result = decodeSpec(registry, json)
    return Either.isLeft(result) ? drawFaults(result.left) : ''
  }

  it('each layer once, with its package, those inside layers too', () => {
    expect(saved).toMatchObject({
      requires: { twofold: 'my-layers@1.2.0', nameless: 'an unnamed package', first: 'my-layers@1.2.0' },
    })
  })

  it('and nothing where the library has them all', () => {
    const plain = autoencoder({ encoder: pipe(input([4]), dense(2)), decoder: pipe(input([2]), dense(4)), loss: mse })
    const known = decodeSpec(mine, plain)
    expect(Either.isRight(known) && encodeSpec(mine, known.right)).toEqual(plain)
  })

  it('comes back with the registry that has them', () => expect(decodeSpec(mine, saved)).toEqual(decoded))

  it('is refused without, before and instead of unknown names, beside other faults', () => {
    const line = (name: string, origin: string): string =>
      `requires.${name}: expected layer "${name}" of ${origin}, found none (pass --layers FILE, a module that exports it in layers)`
    const lines = [
      line('twofold', 'my-layers@1.2.0'),
      line('nameless', 'an unnamed package'),
      line('first', 'my-layers@1.2.0'),
    ]
    expect(faults(library)).toBe(lines.join('\n'))
    const worse = { ...saved, loss: [] }
    expect(faults(library, worse)).toBe(
      [...lines, 'loss: expected a list of at least 1, found an empty list'].join('\n'),
    )
  })

  it('takes another version, not another package', () => {
    const others = [nameless, first]
    const newer = extend(library, { layers: [scaled('twofold', 'my-layers@2.0.0'), ...others] })
    expect(faults(newer)).toBe('')
    const other = extend(library, { layers: [scaled('twofold', '@you/layers@1.2.0'), ...others] })
    expect(faults(other)).toContain('expected layer "twofold" of my-layers@1.2.0, found that of @you/layers@1.2.0')
  })

  it('refuses what is no record of packages', () => {
    expect(faults(mine, { ...saved, requires: ['twofold'] })).toContain('requires: expected layers by name')
    expect(faults(mine, { ...saved, requires: { twofold: 3 } })).toContain('requires.twofold: expected')
  })

  it('is not needed by a file that was written by hand', () => {
    const { requires: _, ...bare } = { requires: {}, ...saved }
    expect(faults(mine, bare)).toBe('')
    expect(faults(library, bare)).toContain('expected a layer, found "twofold"')
  })
})

describe('a layer used without the arguments that it must have', () => {
  /** The call that JavaScript allows and the compiler refuses: the result is applied to a network. */
  const elaborated = (use: unknown, sizes: Sizes) => {
    const bare: unknown = typeof use === 'function' && use.length > 0 ? Reflect.apply(use, undefined, []) : use
    const net: unknown = typeof bare === 'function' ? Reflect.apply(bare, undefined, [input(sizes)]) : undefined
    const encoder = { input: sizes, layers: isNetwork(net) ? net.layers : [] }
    return elaborate(library, { encoder, decoder: input(sizes), loss: mse.terms })
  }
  const isNetwork = (u: unknown): u is Network => typeof u === 'object' && u !== null && 'layers' in u

  it.each(Object.entries(registry))('%s is a fault at its place, and no TypeError', (_name, use) => {
    const result = elaborated(use, [4])
    if (Either.isLeft(result)) for (const { where } of result.left) expect(where).toMatch(/encoder|decoder/)
  })

  it('takes optional arguments as they are', () =>
    expect(pipe(input([4]), vectorQuantiser(8)).layers).toEqual([{ layer: 'vectorQuantiser', codes: 8 }]))

  it('keeps the defaults that the use itself has', () => {
    const own = defineLayer(
      {
        name: 'own',
        summary: 'A layer with a default of its own.',
        codec: () => Codecs.struct({ count: Codecs.integer() }),
        build: (_settings, output) =>
          built({ output, program: (_A, { x }) => stage(x, (dx) => ({ dx, dparameters: {} })) }),
      },
      (specify) => (count?: number) => keepsSizes(specify({ count: count ?? 3 })),
    )
    expect(pipe(input([4]), own()).layers).toEqual([{ layer: 'own', count: 3 }])
  })

  it('says which settings are missing', () => {
    expect(elaborated(dense, [4])).toMatchObject({ left: [{ where: 'encoder.layers[0].units', found: 'nothing' }] })
    expect(elaborated(residual, [4])).toMatchObject({ left: [{ where: 'encoder.layers[0].body' }] })
  })
})
