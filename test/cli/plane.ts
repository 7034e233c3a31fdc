import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import { isthmus } from '../command.ts'

/** Points near a plane in four dimensions, with two labelled anomalies at the end. */
const rows = (): string => {
  const normal = Array.from({ length: 120 }, (_, i) => {
    const [a, b] = [Math.sin(i * 1.7), Math.cos(i * 2.3)]
    return [a, b, a + b, a - b].map((value) => value.toFixed(4)).join(',') + ',0'
  })
  return `${['p,q,sum,difference,odd', ...normal, '1,1,-2,2,1', '-1,1,2,2,1'].join('\n')}\n`
}

export interface Plane {
  /** The folder of the test file, which is removed at its end. */
  readonly place: string
  readonly at: (name: string) => string
  /** A spec of the points, as a module. */
  readonly spec: (epochs: number) => string
}

/** A folder with `rows.csv`, `plane.ts` of 60 epochs and `long.ts`, which ends only by a signal. */
export const plane = (): Plane => {
  const place = mkdtempSync(join(tmpdir(), 'isthmus-cli-'))
  const at = (name: string): string => join(place, name)
  const spec = (epochs: number): string => `
import { adam, autoencoder, csv, dense, experiment, input, mse, pipe, standard } from 'isthmus'
export default experiment({
  model: autoencoder({ encoder: pipe(input([4]), dense(2)), decoder: pipe(input([2]), dense(4)), loss: mse }),
  data: csv(${JSON.stringify(at('rows.csv'))}, { label: 'odd' }),
  preprocessing: [standard()],
  split: { validation: 0.1, test: 0.1 },
  optimiser: adam(0.03),
  epochs: ${epochs},
  batchSize: 16,
  seed: 5,
})
`
  writeFileSync(at('rows.csv'), rows())
  writeFileSync(at('plane.ts'), spec(60))
  writeFileSync(at('long.ts'), spec(100_000))
  afterAll(() => rmSync(place, { recursive: true, force: true }))
  return { place, at, spec }
}

/** The same with a run of `plane.ts` in the folder `run`. */
export const trainedPlane = (): Plane => {
  const made = plane()
  beforeAll(async () => {
    const { code, stderr } = await isthmus('train', made.at('plane.ts'), '--out', made.at('run'))
    expect(stderr).toContain('epoch 60/60')
    expect(code).toBe(0)
  })
  return made
}
