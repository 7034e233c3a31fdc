/** The samplers of the library: adding one here is all it takes to have it in searches. */
export { grid } from './grid.ts'
export { random } from './random.ts'
export { sobol } from './sobol.ts'
export { tpe } from './tpe.ts'
