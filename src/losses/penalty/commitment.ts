import { over, scale, square, times, total } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { struct } from '../../codec/index.ts'
import { loss } from '../core/loss.ts'
import type { CommonSettings } from '../core/term.ts'
import { row, termValue } from '../core/term.ts'

/** The settings of a term without settings of its own. */
export const noSettings = (common: CommonSettings) => struct({}, { ...common })

/** Where one tensor stands still and another is drawn to it. */
export interface Drawn {
  readonly moving: string
  readonly fixed: string
}

/**
 * The row of a term that draws one aux tensor to another, which is held fixed.
 *
 *     L = Σₙⱼ (m − f̄)² / N      dm = dL · 2 (m − f) / N      m, f: [N, …]
 */
export const drawn = (term: { readonly name: string; readonly summary: string; readonly remedy: string } & Drawn) =>
  row({
    name: term.name,
    summary: term.summary,
    remedy: term.remedy,
    codec: noSettings,
    needs: () => [term.moving, term.fixed],
    run: (A, { aux }) => {
      const off = A.sub(Named.get(aux, term.moving), A.stopGradient(Named.get(aux, term.fixed)))
      const n = A.extent(off, [0])
      return termValue(over(A, total(A, square(A, off)), n), (dvalue) => ({
        daux: { [term.moving]: times(A, scale(A, off, 2), A.div(dvalue, n)) },
      }))
    },
  })

const commitmentRow = drawn({
  name: 'commitment',
  summary: 'How far an encoder’s vectors are from the codes that stand for them: it commits itself to them.',
  remedy: 'end the encoder with a vector-quantised code, vectorQuantiser(…)',
  moving: 'unquantised',
  fixed: 'quantised',
})

/**
 * The commitment loss (van den Oord et al. 2017, equation 3, third term; there with a weight of 0.25): a sum over the
 * features, a mean over the rows.
 *
 *     L = Σₙⱼ (x − sg(e))² / N      dx = dL · 2 (x − e) / N      x = unquantised, e = quantised
 */
export const commitment = Object.assign(loss<'unquantised' | 'quantised'>({ term: 'commitment' }), {
  definition: commitmentRow,
})
