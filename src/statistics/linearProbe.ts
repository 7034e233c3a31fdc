import { indexed } from './contingency.ts'
import type { Smooth } from './lbfgs.ts'
import { minimise } from './lbfgs.ts'
import type { Points } from './points.ts'

/** A linear classifier: the classes in order of their names, and for each its weights and its intercept, width + 1. */
export interface LinearProbe {
  readonly classes: ReadonlyArray<string>
  readonly width: number
  /** classes × (width + 1), row-major; the intercept is last. */
  readonly weights: Float64Array
}

/** The scores of each class for a point. */
const scoresOf = ({ values, width }: Points, row: number, weights: Float64Array, classes: number): Float64Array =>
  Float64Array.from({ length: classes }, (_, c) => {
    const start = c * (width + 1)
    let sum = weights[start + width] ?? 0
    for (let j = 0; j < width; j++) sum += (weights[start + j] ?? 0) * (values[row * width + j] ?? 0)
    return sum
  })

/** Adds the cross-entropy of one point to the gradient, and returns it. */
const addRow = (points: Points, row: number, label: number, weights: Float64Array, gradient: Float64Array): number => {
  const { width, values } = points
  const classes = weights.length / (width + 1)
  const scores = scoresOf(points, row, weights, classes)
  const top = Math.max(...scores)
  const exps = scores.map((score) => Math.exp(score - top))
  const sum = exps.reduce((a, b) => a + b, 0)
  exps.forEach((exp, c) => {
    const difference = exp / sum - (c === label ? 1 : 0)
    const start = c * (width + 1)
    for (let j = 0; j < width; j++)
      gradient[start + j] = (gradient[start + j] ?? 0) + difference * (values[row * width + j] ?? 0)
    gradient[start + width] = (gradient[start + width] ?? 0) + difference
  })
  return top + Math.log(sum) - (scores[label] ?? 0)
}

const objective =
  (points: Points, labels: Uint32Array, inverseStrength: number): Smooth =>
  (weights) => {
    const gradient = new Float64Array(weights.length)
    let value = 0
    for (let row = 0; row < points.length; row++) value += addRow(points, row, labels[row] ?? 0, weights, gradient)
    const isIntercept = (at: number): boolean => at % (points.width + 1) === points.width
    const scale = 1 / points.length
    weights.forEach((weight, at) => {
      const penalised = isIntercept(at) ? 0 : weight / inverseStrength
      gradient[at] = scale * ((gradient[at] ?? 0) + penalised)
      value += 0.5 * weight * penalised
    })
    return { value: scale * value, gradient }
  }

/**
 * Multinomial logistic regression with an L2 penalty on the weights and none on the intercepts:
 *
 *     min  Σₙ −log softmax(W·xₙ + b)[yₙ] + ‖W‖² / (2C)
 */
export const fitLinearProbe = (points: Points, labels: ReadonlyArray<string>, C = 1): LinearProbe => {
  const classes = indexed(labels).classes.toSorted((a, b) => (a < b ? -1 : 1))
  const places = new Map(classes.map((name, i) => [name, i]))
  const targets = Uint32Array.from(labels, (label) => places.get(label) ?? 0)
  const start = new Float64Array(classes.length * (points.width + 1))
  return { classes, width: points.width, weights: minimise(objective(points, targets, C), start) }
}

/** The class of each point with the highest score. */
export const probeClasses = ({ classes, weights }: LinearProbe, points: Points): ReadonlyArray<string> =>
  Array.from({ length: points.length }, (_, row) => {
    const scores = scoresOf(points, row, weights, classes.length)
    return classes[scores.indexOf(Math.max(...scores))] ?? ''
  })
