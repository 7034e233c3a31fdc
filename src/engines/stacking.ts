import type { HostTensor } from '../tensor/host.ts'
import * as Named from '../tensor/named.ts'
import { present } from '../tensor/present.ts'
import { product } from '../tensor/shape.ts'
import type { HostRows, State } from './engine.ts'

type NamedOf<T> = Named.Named<T>

/** The data of tensors one after the other. */
const concatData = (tensors: ReadonlyArray<HostTensor>): HostTensor['data'] => {
  const length = tensors.reduce((sum, { data }) => sum + data.length, 0)
  const data = tensors[0]?.data instanceof Float64Array ? new Float64Array(length) : new Float32Array(length)
  let start = 0
  for (const tensor of tensors) {
    data.set(tensor.data, start)
    start += tensor.data.length
  }
  return data
}

/** Tensors of the same names and shapes, each stacked along a new first axis. */
export const stackTensors = (records: ReadonlyArray<NamedOf<HostTensor>>): NamedOf<HostTensor> =>
  Named.map(records[0] ?? {}, ({ shape }, name) => ({
    shape: [records.length, ...shape],
    data: concatData(records.map((record) => Named.get(record, name))),
  }))

/** States of one shape with each tensor stacked along a new first axis. They have taken the same number of steps. */
export const stackStates = (states: ReadonlyArray<State>): State => ({
  parameters: stackTensors(states.map(({ parameters }) => parameters)),
  buffers: stackTensors(states.map(({ buffers }) => buffers)),
  slots: stackTensors(states.map(({ slots }) => slots)),
  step: states[0]?.step ?? 0,
})

/** The state of one member. */
export const unstackState = ({ parameters, buffers, slots, step }: State, member: number): State => {
  const own = (tensors: NamedOf<HostTensor>): NamedOf<HostTensor> =>
    Named.map(tensors, ({ shape: [, ...shape], data }) => {
      const size = product(shape)
      return { shape, data: data.slice(member * size, (member + 1) * size) }
    })
  return { parameters: own(parameters), buffers: own(buffers), slots: own(slots), step }
}

/** The rows of several data sets one after the other, and where those of each begin. */
export const concatRows = (
  all: ReadonlyArray<HostRows>,
): { readonly rows: HostRows; readonly offsets: ReadonlyArray<number> } => {
  const lengths = all.map(({ x }) => x.shape[0] ?? 0)
  const total = lengths.reduce((a, b) => a + b, 0)
  const offsets = lengths.map((_, i) => lengths.slice(0, i).reduce((a, b) => a + b, 0))
  const concat = (of: (rows: HostRows) => HostTensor | undefined): HostTensor | undefined => {
    const tensors = all.flatMap((rows) => of(rows) ?? [])
    const [first] = tensors
    if (first === undefined || tensors.length < all.length) return undefined
    return { shape: [total, ...first.shape.slice(1)], data: concatData(tensors) }
  }
  const x = concat((rows) => rows.x)
  if (x === undefined) throw new Error('an ensemble without members')
  const others = present({
    weight: concat((rows) => rows.weight),
    mask: concat((rows) => rows.mask),
    condition: concat((rows) => rows.condition),
    target: concat((rows) => rows.target),
    targetMask: concat((rows) => rows.targetMask),
  })
  return { rows: { x, ...others }, offsets }
}
