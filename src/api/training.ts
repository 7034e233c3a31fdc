/** Training step by step, and the parts of `fit`. */
export {
  defaultTraining,
  fitDataset,
  fitEither,
  fitEnsemble,
  fitEnsembleEither,
  heldOut,
  jobFor,
  planFor,
  prepare,
} from '../fitted/index.ts'
export { evaluate, infer, stepsPerEpoch, termWeightFaults, train } from '../training/index.ts'
