import type { HostTensor } from '../tensor/host.ts'
import type { Noise } from '../layers/index.ts'
import type { Model } from '../model/index.ts'
import type { Stream } from '../random/index.ts'
import { fillRows, path, stream } from '../random/index.ts'
import * as Named from '../tensor/named.ts'
import { product } from '../tensor/shape.ts'

/** Where the numbers of a noise tensor come from: a stream, and the addresses of the rows, or of the step, in it. */
export type AddressOf = (name: string, per: Noise['per']) => readonly [from: Stream, addresses: ArrayLike<number>]

/** Draws the noise of `rows` rows. */
export const drawNoise = (noise: Named.Named<Noise>, rows: number, addressOf: AddressOf): Named.Named<HostTensor> =>
  Named.map(noise, ({ shape, per, distribution }, name) => {
    const width = product(shape)
    const data = new Float32Array(width * (per === 'row' ? rows : 1))
    fillRows(...addressOf(name, per), width, distribution, data)
    return { data, shape: per === 'row' ? [rows, ...shape] : shape }
  })

/** The noise of a model that evaluation draws too. */
export const samplesOf = ({ noise }: Model): Named.Named<Noise> =>
  Named.filter(noise, (name) => noise[name]?.isSample === true)

/** Draws those samples for `rows` rows: the same at every evaluation, on every engine. */
export const evaluationNoise = (model: Model, rows: number): Named.Named<HostTensor> =>
  drawNoise(samplesOf(model), rows, (name, per) => [
    path(stream(0), 'evaluation', name),
    per === 'row' ? Uint32Array.from({ length: rows }, (_, i) => i) : [0],
  ])
