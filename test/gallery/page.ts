import { mkdirSync, writeFileSync } from 'node:fs'
import type { Exhibit } from './exhibit.ts'
import { picture } from './picture.ts'

const pixels = 784
const folder = 'docs/gallery'

const percent = (mse: number, pca: number): string => {
  const less = (1 - mse / pca) * 100
  return less >= 0 ? `${less.toFixed(1)} % below` : `${(-less).toFixed(1)} % above`
}

const line = ({ name, evaluation: { mse, pca } }: Exhibit): string =>
  [
    '',
    `[${name}](#${name.toLowerCase()})`,
    (mse * pixels).toFixed(2),
    mse.toFixed(5),
    pca === undefined ? '' : `${pca.components}: ${(pca.mse * pixels).toFixed(2)}`,
    pca === undefined ? '' : percent(mse, pca.mse),
    '',
  ]
    .join(' | ')
    .trim()

const section = ({ name, intent, record, evaluation: { part, rows, terms } }: Exhibit): string => `## ${name}

${intent}

Of ${rows} ${part} rows: ${Object.entries(terms)
  .map(([term, value]) => `${term} ${value.toPrecision(5)}`)
  .join(
    ', ',
  )}. ${record.steps} steps, ${record.epoch} epochs, engine ${record.engine}. Again: \`npm run gallery -- ${name}\`

![Test digits, and what ${name} makes of them](gallery/${name}.png)
`

/** Writes docs/gallery.md and its pictures. */
export const write = async (exhibits: ReadonlyArray<Exhibit>): Promise<void> => {
  mkdirSync(folder, { recursive: true })
  for (const { name, run } of exhibits) writeFileSync(`${folder}/${name}.png`, await picture(run))
  const page = `# Gallery

Every spec in [specs/](../specs), trained on the complete MNIST and evaluated on its 10,000 test rows; written by
\`npm run gallery\`. The squared error is the sum over the 784 pixels of an image, in [0, 1], averaged over the images,
without noise and with the mean of a code that is a distribution. PCA has as many components as the code has entries.

| | squared error | per pixel | PCA | |
| --- | ---: | ---: | ---: | --- |
${exhibits.map(line).join('\n')}

${exhibits.map(section).join('\n')}`
  writeFileSync('docs/gallery.md', page)
}
