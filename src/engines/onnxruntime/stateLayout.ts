import { ndarrays, numbersOf, wrap } from '../../interpreters/ndarray/index.ts'
import { shared, stacked, vmap } from '../../interpreters/vmap/index.ts'
import type { Layout, Model, Plan } from '../../model/index.ts'
import { fuse, slotScopes, split } from '../../model/index.ts'
import type { Dtype, HostTensor } from '../../tensor/host.ts'
import * as Named from '../../tensor/named.ts'
import type { State } from '../engine.ts'
import { inDtype } from './feeds.ts'
import type { Carried } from './names.ts'

type NamedOf<T> = Named.Named<T>

/** Converts a state to the fused tensors that a training graph carries, in its dtype, and back. */
export interface StateLayout {
  readonly fuse: (state: State) => Carried<HostTensor>
  readonly split: (carried: Carried<HostTensor>) => Omit<State, 'step'>
}

export const stateLayout = (
  model: Model,
  plan: Plan,
  layout: Layout,
  dtype: Dtype,
  /** The members of an ensemble, by which all tensors are stacked; 1 for a model alone. */
  members = 1,
): StateLayout => {
  const A = vmap(ndarrays(dtype), members)
  const lift = members === 1 ? shared : stacked
  const views = (tensors: NamedOf<HostTensor>) => Named.map(tensors, ({ data, shape }) => lift(wrap(data, shape)))
  const host = (named: ReturnType<typeof views>): NamedOf<HostTensor> =>
    Named.map(named, ({ value }) => ({ shape: [...value.shape], data: numbersOf(dtype, value) }))
  const converted = (tensors: NamedOf<HostTensor>) => Named.map(tensors, (tensor) => inDtype(tensor, dtype))
  const all = (_name: string): boolean => true
  const fused = (tensors: NamedOf<HostTensor>, holds = all) =>
    host(fuse(A, Named.filter(layout, holds), views(converted(tensors))))
  const unfused = (tensors: NamedOf<HostTensor>, holds = all) =>
    host(split(A, Named.filter(layout, holds), Named.filter(model.parameters, holds), views(tensors)))
  const eachSlot = (slots: NamedOf<HostTensor>, convert: typeof fused): NamedOf<HostTensor> =>
    Named.disjoint(
      ...slotScopes(plan).map(({ slot, holds }) => Named.prefix(convert(Named.within(slots, slot), holds), slot)),
    )
  return {
    fuse: ({ parameters, buffers, slots }) => ({
      parameters: fused(parameters),
      buffers: converted(buffers),
      slots: eachSlot(slots, fused),
    }),
    split: ({ parameters, buffers, slots }) => ({
      parameters: unfused(parameters),
      buffers,
      slots: eachSlot(slots, unfused),
    }),
  }
}
