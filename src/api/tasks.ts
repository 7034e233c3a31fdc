/** What trained models are used for, on data sets and sessions. */
export {
  compare,
  corrupt,
  defineThreshold,
  describe,
  detect,
  equations,
  estimateBound,
  inferenceOf,
  setThreshold,
  thresholds,
} from '../tasks/index.ts'
