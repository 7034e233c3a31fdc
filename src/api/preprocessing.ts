/** Preprocessing without a model: fit steps on rows, apply them, invert them; and what steps are made of. */
export {
  applyAll,
  byColumn,
  columnsOf,
  defaultPreprocessing,
  defineColumnStep,
  defineScaling,
  defineStep,
  eachColumn,
  eachKnown,
  fit,
  invertAll,
  layoutAfter,
  oneToOne,
  selected,
  selectionFields,
  steps,
} from '../preprocessing/index.ts'
export type { Block, Fitted, Layout, TrainingRows, Transform } from '../preprocessing/index.ts'
