export { equations } from './equations.ts'
export type { Names, Style } from './formula.ts'
export { draw } from './formula.ts'
