/** Preprocessing without a model: fit steps on rows, apply them, invert them; and what steps are made of. */
export {
  applyAll,
  byColumn,
  columnsOf,
  defaultPreprocessing,
  defineColumnStep,
  defineScaling,
  defineStep,
  defineTokeniser,
  eachColumn,
  eachKnown,
  fit,
  invertAll,
  layoutAfter,
  oneToOne,
  selected,
  selectionFields,
  steps,
  tokenFields,
  tokenLength,
  lossesOf,
} from '../preprocessing/index.ts'
export type { Block, Fitted, Layout, TrainingRows, Transform } from '../preprocessing/index.ts'
/** What a tokenizer.json holds, for `pretrained` where there is no file system. */
export { decodeTokenizerJson } from '../text/index.ts'
