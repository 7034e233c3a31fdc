/** Preprocessing without a model: fit steps on rows, apply them, invert them. */
export { apply, applyAll, defineStep, fit, invert, invertAll, steps } from '../preprocessing/index.ts'
