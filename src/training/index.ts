export { attachCondition } from './condition.ts'
export { boundOf } from './bound.ts'
export {
  attachTarget,
  fitTarget,
  fitToModel,
  inputShaped,
  requireTarget,
  targetFaults,
  widthFaults,
} from './validateData.ts'
export { evaluate, infer, partsOf } from './evaluate.ts'
export { memoryFault, trainingBytes } from './memory.ts'
export { initialState } from './initialState.ts'
export type { EpochLosses } from './epochLosses.ts'
export type { AnyJob, Ending, Job, Outcome, Progress, RowsInMemory } from './job.ts'
export type { TrainingRows } from './trainingRows.ts'
export { isSparse, isStreamed } from './trainingRows.ts'
export type { BestEpoch, Checkpoint, Checkpointing } from './checkpoint.ts'
export { stepsPerEpoch } from './job.ts'
export { train } from './train.ts'
export { termWeightFaults } from './termWeights.ts'
