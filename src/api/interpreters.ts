/** Interpreters of the tensor algebra. */
export { costOf } from '../interpreters/cost/index.ts'
export { constantDual, dual, tangentOf, withTangent } from '../interpreters/dual/index.ts'
export { fastNdarrays, ndarrays, wrap } from '../interpreters/ndarray/index.ts'
export { shared, stacked, vmap } from '../interpreters/vmap/index.ts'
