import { autoencoder, Codecs, defineLayer, dense, input, Layers, mse, pipe } from 'isthmus'
import type { Net, Sizes } from 'isthmus'

const unchanged = (sizes: Sizes) =>
  Layers.built({
    output: sizes,
    program: (_A, { x }) => ({ y: x, aux: {}, buffers: {}, pullback: (dy) => ({ dx: dy, dparameters: {} }) }),
  })

const required = Codecs.struct({ bend: Codecs.number() }, { steps: Codecs.integer() })

const bent = defineLayer({
  name: 'bent',
  summary: 'Keeps sizes.',
  codec: () => required,
  build: (_settings, sizes) => unchanged(sizes),
})

/** One that changes sizes says what comes out. */
const first = defineLayer(
  {
    name: 'first',
    summary: 'Keeps the first entries.',
    codec: () => Codecs.struct({ entries: Codecs.integer() }),
    build: (_settings, sizes) => unchanged(sizes),
  },
  (specify) =>
    <const Entries extends number>(entries: Entries) =>
    <Input extends Sizes, Aux extends string>(
      net: Net<Input, readonly [number], Aux>,
    ): Net<Input, readonly [Entries], Aux> =>
      Layers.append(net, specify({ entries })),
)

// error: Expected 1 arguments, but got 0
pipe(input([9]), bent())

// error: 'bent' does not exist
pipe(input([9]), bent({ bend: 1, bent: 2 }))

const encoder = pipe(input([9]), bent({ bend: 1 }), first(3))

export default autoencoder({
  encoder,
  // error: Type '4' is not assignable to type '3'
  decoder: pipe(input([4]), dense(9)),
  loss: mse,
})

// error: Property 'program' is missing
Layers.built({ output: [3] })

defineLayer({
  name: 'odd',
  summary: 'Reads a setting that its codec does not have.',
  codec: () => required,
  // error: Property 'bends' does not exist
  build: ({ bends }, sizes) => (bends === undefined ? unchanged(sizes) : unchanged([])),
})
