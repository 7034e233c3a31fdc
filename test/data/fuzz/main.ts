import { fuzz } from './fuzz.ts'
import { seeds } from './seeds.ts'

/** `npm run fuzz -- READER COUNT [FROM]`: reads so many mutations of each valid file that a reader has. */
const [reader = '', count = '1000000', from = '0'] = process.argv.slice(2)
const chosen = seeds.filter(({ source }) => source === reader)
if (chosen.length === 0) {
  console.error(
    `usage: npm run fuzz -- READER [COUNT] [FROM]; READER is one of ${[...new Set(seeds.map(({ source }) => source))].join(', ')}`,
  )
  process.exitCode = 2
}
for (const seed of chosen) {
  const { read, refused, slowest, memory } = await fuzz(seed, Number(count), Number(from))
  console.log(
    `${seed.source}${seed.ending}: ${read} read, ${refused} refused, ${slowest.toFixed(0)} ms and ${(memory / 2 ** 20).toFixed(1)} MB at most`,
  )
}
