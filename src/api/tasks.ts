/** What trained models are used for, on data sets and sessions. */
export { compare, corrupt, describe, detect, equations, estimateBound, inferenceOf } from '../tasks/index.ts'
