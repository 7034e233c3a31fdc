export type { ColumnErrors, InUnits } from './byColumn.ts'
export { errorsByColumn } from './byColumn.ts'
export type { FitEvidence, FitVerdict } from './fit.ts'
export { fitVerdict } from './fit.ts'
export type { ChosenMetric, MetricChoice, MetricResult } from './measure.ts'
export { chosenMetrics, measure, metrics } from './measure.ts'
export type {
  Measured,
  MetricDefinition,
  MetricGroup,
  MetricParts,
  Metrics,
  MetricSpec,
  Need,
  RowValues,
} from './metric.ts'
export { defineMetric } from './metric.ts'
export type { Given, MetricSubject } from './subject.ts'
export { metricSubject } from './subject.ts'
