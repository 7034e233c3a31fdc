export type { DiagnoseOptions, DiagnosisReport, Skipped } from './diagnose.ts'
export { diagnose, diagnoses } from './diagnose.ts'
export type {
  BuiltDiagnosis,
  Diagnoses,
  DiagnosisDefinition,
  DiagnosisParts,
  DiagnosisSpec,
  Finding,
  Found,
  NotApplicable,
} from './diagnosis.ts'
export { defineDiagnosis } from './diagnosis.ts'
export type { CodeKind } from './codeKind.ts'
export type { Subject } from './subject.ts'
