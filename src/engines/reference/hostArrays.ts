import type { NdArray } from '../../interpreters/ndarray/index.ts'
import { numbersOf, wrap } from '../../interpreters/ndarray/index.ts'
import type { Rows, TrainState } from '../../model/index.ts'
import { scalar } from '../../tensor/derived.ts'
import type { Dtype, HostTensor } from '../../tensor/host.ts'
import * as Named from '../../tensor/named.ts'
import { present } from '../../tensor/present.ts'
import type { Readable, Tensor } from '../../tensor/tensor.ts'
import type { HostRows, HostWeights, State, StepOutcome } from '../engine.ts'

export type Arrays = Tensor<NdArray> & Readable<NdArray>

/** A host tensor as an ndarray, without copying it. */
export const arrayOf = ({ data, shape }: HostTensor): NdArray => wrap(data, shape)

export const rowsOf = ({ x, weight, mask, condition, target, targetMask }: HostRows): Rows<NdArray> => ({
  x: arrayOf(x),
  ...present({
    weight: weight && arrayOf(weight),
    mask: mask && arrayOf(mask),
    condition: condition && arrayOf(condition),
    target: target && arrayOf(target),
    targetMask: targetMask && arrayOf(targetMask),
  }),
})

/** Conversions between the host's states and those of an algebra of ndarrays. */
export const hostArrays = (A: Arrays, dtype: Dtype) => {
  const host = (a: NdArray): HostTensor => ({ shape: [...a.shape], data: numbersOf(dtype, a) })
  const number = (a: NdArray): number => A.read(a)[0] ?? Number.NaN
  const stateOf = (state: State): TrainState<NdArray> => ({
    parameters: Named.map(state.parameters, arrayOf),
    buffers: Named.map(state.buffers, arrayOf),
    slots: Named.map(state.slots, arrayOf),
    step: scalar(A, state.step),
  })
  return {
    host,
    number,
    stateOf,
    weightsOf: ({ parameters, buffers }: HostWeights): TrainState<NdArray> =>
      stateOf({ parameters, buffers, slots: {}, step: 0 }),
    hostState: (state: TrainState<NdArray>): State => ({
      parameters: Named.map(state.parameters, host),
      buffers: Named.map(state.buffers, host),
      slots: Named.map(state.slots, host),
      step: number(state.step),
    }),
    outcome: ({
      total,
      terms,
      weights,
    }: {
      readonly total: NdArray
      readonly terms: Named.Named<NdArray>
      readonly weights: Named.Named<NdArray>
    }): StepOutcome => ({
      total: number(total),
      terms: Named.map(terms, number),
      weights: Named.map(weights, number),
    }),
  }
}

export type HostArrays = ReturnType<typeof hostArrays>
