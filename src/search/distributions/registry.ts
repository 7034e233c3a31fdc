/** The distributions of the library: adding one here is all it takes to have it in spaces. */
export { choice } from './choice.ts'
export { integer } from './integer.ts'
export { logUniform } from './logUniform.ts'
export { uniform } from './uniform.ts'
