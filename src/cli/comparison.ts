import type { Comparison } from '../tasks/index.ts'

const figure = (value: number): string =>
  Math.abs(value) >= 1e-3 && Math.abs(value) < 1e6 ? value.toFixed(5) : value.toExponential(4)

/** PCA with as many components as rows or columns loses nothing but rounding: to so small a part, no ratio tells anything. */
const negligible = 1e-9

/** How much lower the first is than the second, in per cent. */
const below = (error: number, other: number): string => {
  if (error === other) return 'as PCA'
  if (other <= negligible * error) return 'above PCA'
  const percent = (1 - error / other) * 100
  return percent >= 0 ? `${percent.toFixed(1)} % below PCA` : `${(-percent).toFixed(1)} % above PCA`
}

/** An evaluation as lines: the loss by terms, the squared error, PCA's beside it. */
export const comparisonLines = (
  { rows, loss, terms, mse, bound, pca }: Comparison,
  part: string,
): ReadonlyArray<string> => {
  const byTerm = Object.entries(terms).map(([name, value]) => `${name} ${figure(value)}`)
  return [
    `${part} rows            ${rows}`,
    `loss                 ${figure(loss)} (${byTerm.join(', ')})`,
    `mean squared error   ${figure(mse)}${pca === undefined ? '' : `, ${below(mse, pca.mse)}`}`,
    ...(bound === undefined
      ? []
      : [
          `log-likelihood       ${figure(bound.mean)} ± ${figure(bound.error)} nats, bound by ${bound.samples} samples`,
        ]),
    ...(pca === undefined ? [] : [`${`PCA, ${pca.components} components`.padEnd(19)}  ${figure(pca.mse)}`]),
  ]
}
