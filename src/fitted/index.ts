export { calibrationShare } from './calibrationShare.ts'
export type { EngineChoice } from './chosenEngine.ts'
export { engineOf, withoutEngineError } from './chosenEngine.ts'
export type { SteerOptions } from './concepts.ts'
export type { ExplainOptions } from './explained.ts'
export { explained } from './explained.ts'
export type { ModelFacts, Training, TrainingOptions } from './defaultTraining.ts'
export { defaultTraining } from './defaultTraining.ts'
export type { FitOptions, FitSpec } from './fit.ts'
export { fit, fitEither } from './fit.ts'
export type { EnsembleOptions } from './fitEnsemble.ts'
export { fitEnsemble, fitEnsembleEither } from './fitEnsemble.ts'
export type { AnyRows, FitResult, Task, Watching } from './fitDataset.ts'
export { fitDataset, prepareRows } from './fitDataset.ts'
export type { DetectOptions, Threshold } from './detectRows.ts'
export { detectPrepared } from './detectRows.ts'
export type { Denoised, FittedModel, SampleOptions, TraverseOptions } from './modelMethods.ts'
export { fittedModel } from './fittedModel.ts'
export type { Reconstruction } from './modelUnits.ts'
export { decodeModel, encodeModel, modelFileVersion } from './modelFile.ts'
export { comparedRowsOf } from './modelRows.ts'
export type { OpenOptions } from './open.ts'
export { open, openEither } from './open.ts'
export { packageVersion } from './packageVersion.ts'
export type { Planned } from './plan.ts'
export { inferencePlan, jobFor, planFor } from './plan.ts'
export type { FittedPreprocessing, GivenRows, Preparation, Prepared } from './prepare.ts'
export { heldOut, prepare, preprocess } from './prepare.ts'
export type { ReasonsOptions } from './reasons.ts'
export type { RepairOptions } from './repair.ts'
export type { FitRows } from './given.ts'
export type { StreamedInput } from './rows/streamed.ts'
export type { GivenStream, Shuffle } from './streamed/prepareStream.ts'
export { prepareStream } from './streamed/prepareStream.ts'
export type { GivenSparse } from './prepareSparse.ts'
export type { Matrix, Rows } from './rows/rows.ts'
export { datasetOf } from './rows/rows.ts'
export type { ScoreOptions } from './scoring.ts'
export type { Provenance, TrainedModel } from './trainedModel.ts'
export { provenanceCodec } from './trainedModel.ts'
export type { DiagnoseRowsOptions } from './diagnoseModel.ts'
export type {
  DensityChoice,
  Generation,
  InterpolateOptions,
  Interpolation,
  RowsOrCodes,
  Samples,
  SampleSettings,
  Traversed,
  TraverseSettings,
  UsedDensity,
} from './generation/index.ts'
export { generationOf, interpolateRows, needsTraining, sampleRows, traverseEntries } from './generation/index.ts'
export { givenRows } from './given.ts'
export type { EvaluateOptions } from './evaluateRows.ts'
export { evaluationOptions } from './evaluateRows.ts'
export { defaultScore, reconstructionScore, tableScore } from './defaultScore.ts'
