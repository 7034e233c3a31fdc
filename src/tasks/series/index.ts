export type { SeriesDetections, SeriesEvent, SeriesFigures, SeriesOptions, WindowScores } from './seriesDetections.ts'
export { seriesDetections } from './seriesDetections.ts'
