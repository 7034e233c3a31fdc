/** The pruners of the library: adding one here is all it takes to have it in searches. */
export { asha } from './asha.ts'
export { median } from './median.ts'
export { none } from './none.ts'
export { successiveHalving } from './successiveHalving.ts'
