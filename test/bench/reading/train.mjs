/** Trains on a file in memory or as a stream: prints the rows a second after the first epoch. PATH true|false */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { adam, autoencoder, dense, experiment, input, mse, pipe, relu, Sources } from 'isthmus'
import { train } from 'isthmus/node'

const [, , path, stream] = process.argv
const spec = experiment({
  model: autoencoder({
    encoder: pipe(input([64]), dense(128), relu, dense(16)),
    decoder: pipe(input([16]), dense(128), relu, dense(64)),
    loss: mse,
  }),
  data: Sources.npy(path),
  optimiser: adam(1e-3),
  epochs: 5,
  batchSize: 128,
  ...(stream === 'true' ? { stream: true, shuffle: { buffer: 16_384 } } : {}),
})
const out = mkdtempSync(join(tmpdir(), 'isthmus-stream-'))
const ends = []
let rows = 0
const watch = ({ kind }) => void (kind === 'epoch' && ends.push(performance.now()))
await train(spec, {
  out: join(out, 'run'),
  engine: 'native',
  onStart: ({ train }) => void (rows = train.length),
  onProgress: watch,
})
rmSync(out, { recursive: true })
const seconds = (ends.at(-1) - ends[0]) / 1000
console.log(
  JSON.stringify({
    seconds: seconds / (rows * (ends.length - 1)),
    numbers: rows,
    peak: process.resourceUsage().maxRSS * 1024,
  }),
)
