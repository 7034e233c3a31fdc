/** Programs as graphs of expressions, and as equations. */
export { expressions, input } from '../expression/expression.ts'
export { interpret } from '../expression/interpret.ts'
export { draw } from '../interpreters/text/index.ts'
