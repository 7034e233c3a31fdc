import { autoencoder, Codecs, defineLayer, dense, input, Layers, mse, pipe } from 'isthmus'
import type { Net, Sizes } from 'isthmus'

/** Exactly the same type, in both directions. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const same = <A, B>(_: Same<A, B>): void => undefined

const unchanged = (sizes: Sizes) =>
  Layers.built({
    output: sizes,
    program: (_A, { x }) => ({ y: x, aux: {}, buffers: {}, pullback: (dy) => ({ dx: dy, dparameters: {} }) }),
  })

const required = Codecs.struct({ bend: Codecs.number() }, { steps: Codecs.integer() })
const optional = Codecs.struct({}, { bend: Codecs.number() })

/** The settings have the type that the codec says, in build and in use. */
const bent = defineLayer({
  name: 'bent',
  summary: 'Keeps sizes.',
  codec: () => required,
  build: ({ bend, steps }, sizes) => {
    same<typeof bend, number>(true)
    same<typeof steps, number | undefined>(true)
    return unchanged(sizes)
  },
})
const free = defineLayer({
  name: 'free',
  summary: 'Needs no settings.',
  codec: () => optional,
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

const encoder = pipe(input([9]), bent({ bend: 1 }), free(), free({ bend: 2 }), first(3))
same<typeof encoder, Net<readonly [9], readonly [3], never>>(true)

export const layers = [bent, free, first]
export default autoencoder({ encoder, decoder: pipe(input([3]), dense(9)), loss: mse })
