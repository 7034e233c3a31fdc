import { describe, expect, it } from 'vitest'
import type { Distribution } from './distribution.ts'
import { densities, meanOf, samples, valueAndGradient } from './distribution.ts'

const counts = Array.from({ length: 2000 }, (_, k) => k)
const sum = (numbers: ReadonlyArray<number>): number => numbers.reduce((a, b) => a + b, 0)

/** Likelihoods of whole numbers, with all that have a probability to speak of. */
const discrete: ReadonlyArray<readonly [Distribution, ReadonlyArray<number>]> = [
  [{ term: 'poisson', output: [1.2] }, counts],
  [{ term: 'poisson', output: [4.5] }, counts],
  [{ term: 'negativeBinomial', output: [1.5, 0.3] }, counts],
  [{ term: 'negativeBinomial', output: [2.5, -0.7] }, counts],
  [{ term: 'negativeBinomial', output: [3, 12] }, counts],
  [{ term: 'zeroInflatedNegativeBinomial', output: [2, 1, -0.5] }, counts],
  [{ term: 'categoricalLikelihood', settings: { classes: 5 }, output: [0.5, -1, 2, 0, 1] }, [0, 1, 2, 3, 4]],
  [{ term: 'discretisedLogistic', output: [0.4, -3] }, counts.slice(0, 256).map((k) => k / 255)],
  [{ term: 'discretisedLogistic', output: [0.98, -2] }, counts.slice(0, 256).map((k) => k / 255)],
  [{ term: 'discretisedLogistic', settings: { levels: 4 }, output: [-0.3, 0.2] }, [0, 1 / 3, 2 / 3, 1]],
]

/** Likelihoods of real numbers, with a substitution t = f(u) under which the trapezoidal rule is exact, and f′. */
const line = (centre: number, scale: number) => ({
  t: (u: number) => centre + scale * Math.sinh(u),
  slope: (u: number) => scale * Math.cosh(u),
})
const interval = {
  t: (u: number) => 1 / (1 + Math.exp(-u)),
  slope: (u: number) => 1 / (2 + Math.exp(u) + Math.exp(-u)),
}
const continuous: ReadonlyArray<readonly [Distribution, ReturnType<typeof line>]> = [
  [{ term: 'gaussianLikelihood', output: [0.7, -1.2] }, line(0.7, 0.5)],
  [{ term: 'laplace', output: [-1.5, 0.4] }, line(-1.5, 1.5)],
  [{ term: 'studentT', output: [0.3, 0.2] }, line(0.3, 1.2)],
  [{ term: 'studentT', settings: { degrees: 1.5 }, output: [2, -1] }, line(2, 0.4)],
  [{ term: 'beta', output: [0.3, 1.1] }, interval],
  [{ term: 'beta', output: [-0.5, -0.2] }, interval],
]
const step = 1 / 16
/** Whole multiples of the step, so that the centre, where a density may have a kink, is one of them. */
const grid = Array.from({ length: 2 * 36 * 16 + 1 }, (_, i) => (i - 36 * 16) * step)

const named = ({ term, settings = {}, output }: Distribution): string =>
  `${term} ${JSON.stringify(settings)} at ${output.join()}`

describe('a likelihood sums or integrates to 1, with the mean that it says', () => {
  for (const [one, values] of discrete)
    it(named(one), () => {
      const p = densities(one, values)
      expect(Math.abs(sum(p) - 1)).toBeLessThan(1e-9)
      if (one.term === 'categoricalLikelihood') expect(meanOf(one)).toBe(2)
      else if (one.term !== 'discretisedLogistic')
        expect(sum(p.map((each, i) => each * (values[i] ?? 0))) / meanOf(one)).toBeCloseTo(1, 9)
    })
  for (const [one, { t, slope }] of continuous)
    it(named(one), () => {
      const mass = densities(one, grid.map(t)).map((p, i) => p * slope(grid[i] ?? 0) * step)
      // The ends of (0, 1) are rounded to 0 and 1, where a density of 0 · ∞ has no mass.
      const known = mass.map((m) => (Number.isFinite(m) ? m : 0))
      expect(Math.abs(sum(known) - 1)).toBeLessThan(one.term === 'laplace' ? 1e-3 : 1e-8)
      if (one.term === 'beta') expect(sum(known.map((m, i) => m * t(grid[i] ?? 0)))).toBeCloseTo(meanOf(one), 8)
    })
})

const drawn = 10_000
/** Six standard errors of a frequency, for probabilities near which it is normal: less than one false alarm in 10⁸. */
const isNear = (frequency: number, p: number): boolean => Math.abs(frequency - p) < 6 * Math.sqrt((p * (1 - p)) / drawn)

describe('samples have the distribution that the errors say', () => {
  for (const [one, values] of discrete)
    it(named(one), () => {
      const found = samples(one, drawn)
      for (const [i, p] of densities(one, values).entries())
        if (p * drawn > 100) {
          const frequency = found.filter((value) => Math.abs(value - (values[i] ?? 0)) < 1e-6).length / drawn
          expect(isNear(frequency, p), `${values[i]}: ${frequency} of ${p}`).toBe(true)
        }
      const mean = sum([...found]) / drawn
      const p = densities(one, values)
      const expected = sum(p.map((each, i) => each * (values[i] ?? 0)))
      const variance = sum(p.map((each, i) => each * ((values[i] ?? 0) - expected) ** 2))
      expect(Math.abs(mean - expected)).toBeLessThan(6 * Math.sqrt(variance / drawn))
    })
  for (const [one, { t, slope }] of continuous)
    it(named(one), () => {
      const found = samples(one, drawn)
      const mass = densities(one, grid.map(t)).map((p, i) => p * slope(grid[i] ?? 0) * step)
      for (const bound of [-1, -0.5, 0, 0.5, 1]) {
        const inside = grid.map((u) => (u < bound ? 1 : u === bound ? 0.5 : 0))
        const p = sum(mass.map((m, i) => (Number.isFinite(m) ? m : 0) * (inside[i] ?? 0)))
        const frequency = found.filter((value) => value < t(bound)).length / drawn
        expect(isNear(frequency, p), `below ${t(bound)}: ${frequency} of ${p}`).toBe(true)
      }
    })
})

describe('numbers of the decoder of ±10⁴ give finite values and derivatives', () => {
  const targets: Readonly<Record<string, ReadonlyArray<number>>> = {
    poisson: [0, 1, 1e6],
    negativeBinomial: [0, 1, 1e6],
    zeroInflatedNegativeBinomial: [0, 1, 1e6],
    categoricalLikelihood: [0, 4],
    discretisedLogistic: [0, 128 / 255, 1],
    beta: [1e-6, 0.5, 1 - 1e-6],
    gaussianLikelihood: [-1e4, 0, 1e4],
    laplace: [-1e4, 0, 1e4],
    studentT: [-1e4, 0, 1e4],
    softmaxCrossEntropy: [0, 1],
    quantiles: [-1e4, 0, 1e4],
  }
  const settings = { categoricalLikelihood: { classes: 5 }, quantiles: { levels: [0.1, 0.5, 0.9] } } as const
  const settingsOf = (term: string) => (term === 'quantiles' || term === 'categoricalLikelihood' ? settings[term] : {})
  const widths: Readonly<Record<string, number>> = {
    poisson: 1,
    softmaxCrossEntropy: 1,
    quantiles: 3,
    zeroInflatedNegativeBinomial: 3,
    categoricalLikelihood: 5,
  }
  const outputs = (width: number, each: ReadonlyArray<number>): ReadonlyArray<ReadonlyArray<number>> =>
    width === 0 ? [[]] : outputs(width - 1, each).flatMap((rest) => each.map((o) => [...rest, o]))
  for (const [term, all] of Object.entries(targets))
    it.each(['float64', 'float32'] as const)(`${term} in %s`, (dtype) => {
      for (const output of outputs(widths[term] ?? 2, widths[term] === 5 ? [-1e4, 1e4] : [-1e4, 0, 1e4]))
        for (const target of all)
          for (const number of valueAndGradient({ term, settings: settingsOf(term), output }, target, dtype))
            expect(Number.isFinite(number), `${number} at ${output.join()} for ${target}`).toBe(true)
    })
})
