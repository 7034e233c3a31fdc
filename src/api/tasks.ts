/** What trained models are used for, on data sets and sessions. */
export {
  compare,
  corrupt,
  describe,
  detect,
  equations,
  estimateBound,
  fitPca,
  pcaError,
  quantile,
  rocAuc,
} from '../tasks/index.ts'
