export type { Dtype, NdArray } from './array.ts'
export { numbersOf, wrap } from './array.ts'
export { ndarrays } from './evaluator.ts'
export { fastNdarrays } from './fast/evaluator.ts'
