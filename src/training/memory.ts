import type { Fault } from '../codec/index.ts'
import type { Engine } from '../engines/index.ts'
import { peakOf } from '../interpreters/cost/index.ts'
import type { Model, Plan } from '../model/index.ts'
import { allGradients, lossOnSymbols, slotsFor } from '../model/index.ts'
import type * as Named from '../tensor/named.ts'
import type { Sizes } from '../tensor/shape.ts'
import { product } from '../tensor/shape.ts'

/** An engine holds each parameter and slot three times: the input of a call, inside it, and its output. */
const copies = 3

/**
 * An estimate of the bytes that training needs in addition to the data: for parameters, gradients and slots, and for the
 * intermediate results of a step.
 */
export const trainingBytes = (model: Model, plan: Plan, batchSize: number, dtype: Engine['dtype']): number => {
  const width = dtype === 'float32' ? 4 : 8
  const sizeOf = (shapes: Named.Named<{ readonly shape: Sizes }>): number =>
    Object.values(shapes).reduce((sum, { shape }) => sum + product(shape), 0)
  const parameters = sizeOf(model.parameters)
  const value = lossOnSymbols(model)
  const step = peakOf([value.total, ...Object.values(allGradients(value))], batchSize)
  return width * (copies * (parameters + sizeOf(slotsFor(plan, model.parameters))) + parameters + step / 4)
}

const size = (bytes: number): string =>
  bytes < 1e9 ? `${(bytes / 1e6).toFixed(0)} MB` : `${(bytes / 1e9).toFixed(1)} GB`

/** The fault of a model that needs more memory for training than is available. Allocates nothing. */
export const memoryFault = (model: Model, plan: Plan, batchSize: number, engine: Engine): Fault | undefined => {
  const available = engine.memory()
  const needed = trainingBytes(model, plan, batchSize, engine.dtype)
  if (available === undefined || needed <= available) return undefined
  return {
    fault: 'too large',
    where: `training with a batch of ${batchSize}`,
    expected: `at most ${size(available)}, which is available to engine ${engine.name}`,
    found: `about ${size(needed)} in addition to the data`,
    remedy: batchSize > 1 ? 'use a smaller batch or narrower layers' : 'use narrower layers',
  }
}
