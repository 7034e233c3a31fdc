/** Isthmus with files: what the command does, as functions. */
export type { FallibleTask, Loaded } from '../data/files/index.ts'
export { IsthmusError } from '../codec/index.ts'
export type { DetectRunOptions } from './detectRun.ts'
export type { EvaluateRunOptions, Evaluation } from './evaluateRun.ts'
export type { Overrides } from './experiment.ts'
export {
  detectRun,
  detectRunEither,
  evaluateRun,
  evaluateRunEither,
  load,
  loadEither,
  open,
  openEither,
  openRun,
  openRunEither,
  readRows,
  readRowsEither,
  readSpec,
  readSpecEither,
  save,
  saveEither,
  train,
  trainEither,
} from './functions.ts'
export type { HistoryRow } from './history.ts'
export type { OpenRunOptions, Run } from './openRun.ts'
export type { SpecFile, SpecOptions } from './readSpec.ts'
export type { RowsOptions } from './rows.ts'
export type { RunRecord } from './runRecord.ts'
export type { TrainOptions } from './train.ts'
