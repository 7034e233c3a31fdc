import { counted } from '../codec/index.ts'
import type { Evaluation } from '../node/evaluateRun.ts'

const figure = (value: number): string =>
  Math.abs(value) >= 1e-3 && Math.abs(value) < 1e6 ? value.toFixed(5) : value.toExponential(4)

/** Below this part of the model's error, the error of PCA is rounding: no ratio means anything. */
const negligible = 1e-9

/** From this ratio on, percentages are hard to read. */
const maxRatio = 2

/** The error in relation to that of PCA. */
const relation = (error: number, pca: number): string => {
  if (error === pca) return 'as PCA'
  if (pca <= negligible * error) return 'above PCA'
  const ratio = error / pca
  if (ratio >= maxRatio) return `${ratio < 10 ? ratio.toFixed(1) : Math.round(ratio).toLocaleString('en-US')} × PCA’s`
  const percent = (1 - ratio) * 100
  return percent >= 0 ? `${percent.toFixed(1)} % below PCA` : `${(-percent).toFixed(1)} % above PCA`
}

const line = (name: string, value: string): string => `${name.padEnd(20)} ${value}`

const parts = ['test', 'validation', 'training']

const pcaLines = ({ pca, withoutPca }: Evaluation): ReadonlyArray<string> => {
  if (pca !== undefined) return [line(`PCA, ${counted(pca.components, 'component')}`, figure(pca.mse))]
  return withoutPca === undefined ? [] : [line('PCA', `left out: ${withoutPca}`)]
}

/** An evaluation as lines: rows, the loss by terms, the squared error, that of PCA. */
export const comparisonLines = (evaluation: Evaluation): ReadonlyArray<string> => {
  const { part, rows, loss, terms, mse, bound, pca } = evaluation
  const byTerm = Object.entries(terms).map(([name, value]) => `${name} ${figure(value)}`)
  return [
    line(parts.includes(part) ? `${part} rows` : `rows of ${part}`, String(rows)),
    line('loss', `${figure(loss)} (${byTerm.join(', ')})`),
    line('mean squared error', `${figure(mse)}${pca === undefined ? '' : `, ${relation(mse, pca.mse)}`}`),
    ...(bound === undefined
      ? []
      : [
          line(
            'log-likelihood',
            `at least ${figure(bound.mean)} ± ${figure(bound.error)} nats a row, by ${bound.samples} samples`,
          ),
        ]),
    ...pcaLines(evaluation),
  ]
}
