import type { Points } from '../points.ts'

/** A fitted detector: one number for each point; the higher, the odder. A point's number does not depend on the others. */
export type OutlierScore = (points: Points) => Float64Array
