/** Isthmus with files: what the command does, as functions. */
export type { FallibleTask, Loaded } from '../data/files/index.ts'
export { IsthmusError } from '../codec/index.ts'
export type { DetectRunOptions } from './detectRun.ts'
export type { EvaluateRunOptions, Evaluation } from './evaluateRun.ts'
export type { ExplainRunOptions } from './explainRun.ts'
export type { Overrides } from './experiment.ts'
export {
  detectRun,
  detectRunEither,
  diagnoseData,
  diagnoseDataEither,
  diagnoseRun,
  diagnoseRunEither,
  evaluateRun,
  evaluateRunEither,
  explainRun,
  explainRunEither,
  interpolateRun,
  interpolateRunEither,
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
  repeatRun,
  repeatRunEither,
  sampleRun,
  sampleRunEither,
  save,
  saveEither,
  search,
  searchEither,
  train,
  trainEither,
  traverseRun,
  traverseRunEither,
} from './functions.ts'
export type { HistoryRow } from './history.ts'
export type { OpenRunOptions, Run } from './openRun.ts'
export type { SpecFile, SpecOptions } from './readSpec.ts'
export type { RowsOptions } from './rows.ts'
export type { RunRecord } from './runRecord.ts'
export type { FinishedSearch, SearchSpaceOptions } from './search/searchSpace.ts'
export type { TrainOptions } from './train.ts'
export type { DataDiagnosis, DiagnoseDataOptions } from './diagnoseData.ts'
export type { DiagnoseRunOptions, RunDiagnosis } from './diagnoseRun.ts'
export type { InterpolateRunOptions, SampleRunOptions, TraverseRunOptions } from './generateRun.ts'
export type { Repeat, Repeated, RepeatedFigure, RepeatRunOptions } from './repeatRun.ts'
