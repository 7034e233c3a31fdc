import * as Apply from 'fp-ts/lib/Apply.js'
import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible, Faults } from '../../codec/index.ts'
import type { Built, Layers, Network } from '../../layers/index.ts'
import { assemble, place, withoutPadding } from '../../layers/index.ts'
import * as Named from '../../tensor/named.ts'
import { present } from '../../tensor/present.ts'
import type { AutoencoderSpec, Model, ModelNetwork } from '../model.ts'

/** The networks of a model. */
export type Networks = Pick<Model, 'encoder' | 'decoder' | 'discriminator'>

/** A network built layer by layer; `name` begins the places of its faults. */
const elaborateNetwork = (layers: Layers, { input, layers: specs }: Network, name: string): Fallible<ModelNetwork> => {
  const where = `${name}.layers`
  return pipe(
    place(layers, specs, input, where),
    Either.flatMap((placed) =>
      pipe(
        assemble(placed, input, where),
        Either.map((built) => ({ ...built, program: withoutPadding(built.program), input, layers: placed })),
      ),
    ),
  )
}

/** Collects the faults of all parts, in order. */
const allFaults = Either.getApplicativeValidation<Faults>({
  concat: ([first, ...rest], others) => [first, ...rest, ...others],
})

/** Builds all networks of a spec, or reports the faults of all of them. */
export const elaborateNetworks = (
  layers: Layers,
  { encoder, decoder, discriminator }: AutoencoderSpec,
): Fallible<Networks> =>
  pipe(
    Apply.sequenceS(allFaults)({
      encoder: elaborateNetwork(layers, encoder, 'encoder'),
      decoder: elaborateNetwork(layers, decoder, 'decoder'),
      discriminator:
        discriminator === undefined
          ? Either.right(undefined)
          : elaborateNetwork(layers, discriminator, 'discriminator'),
    }),
    Either.map((networks) => ({
      encoder: networks.encoder,
      decoder: networks.decoder,
      ...present({ discriminator: networks.discriminator }),
    })),
  )

/** The networks by name. */
export const networksByName = ({ encoder, decoder, discriminator }: Networks): Named.Named<ModelNetwork> => ({
  encoder,
  decoder,
  ...present({ discriminator }),
})

/** The parameters, shared tensors, buffers and noise of all networks, by full name. */
export const joinNetworks = (
  networks: Named.Named<ModelNetwork>,
): Pick<Built, 'parameters' | 'shared' | 'buffers' | 'noise'> => {
  const join = <T>(of: (built: Built) => Named.Named<T>): Named.Named<T> =>
    Named.disjoint(...Object.entries(networks).map(([name, network]) => Named.prefix(of(network), name)))
  return {
    parameters: join(({ parameters }) => parameters),
    shared: join(({ shared }) => shared),
    buffers: join(({ buffers }) => buffers),
    noise: join(({ noise }) => noise),
  }
}
