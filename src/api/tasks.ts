/** What trained models are used for, on data sets and sessions. */
export type {
  Concept,
  EntryCard,
  Explanation,
  ExplainOptions,
  Inference,
  Influence,
  Stability,
} from '../tasks/index.ts'
export {
  compare,
  conceptOf,
  corrupt,
  describe,
  detect,
  directionsOf,
  equations,
  estimateBound,
  explain,
  inferenceOf,
  stability,
  steered,
} from '../tasks/index.ts'
