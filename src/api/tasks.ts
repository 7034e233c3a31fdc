/** What trained models are used for, on data sets and sessions. */
export {
  chosenMetrics,
  compare,
  corrupt,
  defineMetric,
  describe,
  detect,
  equations,
  estimateBound,
  evaluateModel,
  fitVerdict,
  inferenceOf,
  measure,
  metrics,
  metricSubject,
} from '../tasks/index.ts'
