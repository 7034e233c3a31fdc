/** Preprocessing without a model: fit steps on rows, apply them, invert them; and what steps are made of. */
export {
  applyAll,
  byColumn,
  columnsOf,
  defineScaling,
  defineStep,
  eachKnown,
  fit,
  invertAll,
  selected,
  selectionFields,
  steps,
} from '../preprocessing/index.ts'
export type { Block, Fitted, Layout, TrainingRows, Transform } from '../preprocessing/index.ts'
