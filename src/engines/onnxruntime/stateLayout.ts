import type { HostTensor } from '../../tensor/host.ts'
import { ndarrays, numbersOf, wrap } from '../../interpreters/ndarray/index.ts'
import type { Layout, Model, Plan } from '../../model/index.ts'
import { fuse, slotScopes, split } from '../../model/index.ts'
import * as Named from '../../tensor/named.ts'
import type { Engine, State } from '../engine.ts'
import { inDtype } from './feeds.ts'

type NamedOf<T> = Named.Named<T>

/** The same tensors in another arrangement, by their names in it, and in the dtype of the graphs. */
export interface StateLayout {
  readonly fuse: (state: State) => NamedOf<HostTensor>
  readonly split: (results: NamedOf<HostTensor>) => Omit<State, 'step'>
}

export const stateLayout = (model: Model, plan: Plan, layout: Layout, dtype: Engine['dtype']): StateLayout => {
  const A = ndarrays(dtype)
  const slots = slotScopes(plan)
  const views = (tensors: NamedOf<HostTensor>) => Named.map(tensors, ({ data, shape }) => wrap(data, shape))
  const host = (named: ReturnType<typeof views>): NamedOf<HostTensor> =>
    Named.map(named, (a) => ({ shape: [...a.shape], data: numbersOf(dtype, a) }))
  const converted = (tensors: NamedOf<HostTensor>) => Named.map(tensors, (tensor) => inDtype(tensor, dtype))
  const all = (_name: string): boolean => true
  const packed = (tensors: NamedOf<HostTensor>, holds = all) =>
    host(fuse(A, Named.filter(layout, holds), views(converted(tensors))))
  const unpacked = (tensors: NamedOf<HostTensor>, holds = all) =>
    host(split(A, Named.filter(layout, holds), Named.filter(model.parameters, holds), views(tensors)))
  return {
    fuse: (state) => ({
      ...Named.prefix(packed(state.parameters), 'parameters'),
      ...Named.prefix(converted(state.buffers), 'buffers'),
      ...Object.assign(
        {},
        ...slots.map(({ slot, holds }) =>
          Named.prefix(packed(Named.within(state.slots, slot), holds), `slots.${slot}`),
        ),
      ),
    }),
    split: (results) => ({
      parameters: unpacked(Named.within(results, 'next.parameters')),
      buffers: Named.within(results, 'next.buffers'),
      slots: Named.disjoint(
        ...slots.map(({ slot, holds }) =>
          Named.prefix(unpacked(Named.within(results, `next.slots.${slot}`), holds), slot),
        ),
      ),
    }),
  }
}
