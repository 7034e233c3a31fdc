/** Randomness as values: streams that are split, never shared. */
export { child, draw, path, permutation, stream } from '../random/index.ts'
