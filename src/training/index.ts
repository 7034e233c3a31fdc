export { ask, chunks, evaluate } from './evaluate.ts'
export { begin } from './state.ts'
export type { Ending, EpochLosses, Job, Outcome, Progress } from './train.ts'
export { stepsPerEpoch, train } from './train.ts'
