/** Interpreters of the tensor algebra. */
export { costOf } from '../interpreters/cost/index.ts'
export { constantDual, dual, tangentOf, withTangent } from '../interpreters/dual/index.ts'
export { ndarrays, wrap } from '../interpreters/ndarray/index.ts'
