import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { unzipSync } from 'fflate'
import { writeDictionary } from './dictionary.ts'
import { readNpy } from './npy.ts'
import { writeSpeeches } from './speeches.ts'

/** Where specs look for tables that no package carries. */
const folder = 'data'

const lines = function* (values: Float32Array, width: number): Generator<string> {
  for (let i = 0; i < values.length; i += width) yield values.subarray(i, i + width).join(',')
}

const header = (width: number): string => Array.from({ length: width }, (_, j) => `x${j}`).join(',')

/** Word vectors: the array X of a .npz file. */
const glove = (sources: string): string => {
  const { 'X.npy': bytes } = unzipSync(readFileSync(`${sources}/glove/glove_twitter_25d.npz`))
  if (bytes === undefined) throw new Error('glove_twitter_25d.npz: expected an array X')
  return [header(25), ...lines(readNpy(bytes), 25)].join('\n')
}

/** Both parts of a set of series: .ts files of the UCR archive, a line for each row, its class behind a colon. */
const power = (sources: string): string => {
  const rows = ['TRAIN', 'TEST'].flatMap((part) =>
    gunzipSync(readFileSync(`${sources}/series/ItalyPowerDemand_${part}.ts.gz`))
      .toString()
      .split('\n')
      .filter((line) => /^[^#@]/.test(line))
      .map((line) => line.trim().replace(':', ',')),
  )
  return [`${header(24)},season`, ...rows].join('\n')
}

const tables = { glove, power }

/** Writes the tables that specs read as CSV files, from a folder with the originals; what is there stays. */
export const writeTables = (sources: string): void => {
  mkdirSync(folder, { recursive: true })
  writeSpeeches(folder)
  writeDictionary(folder)
  for (const [name, table] of Object.entries(tables)) {
    const path = `${folder}/${name}.csv`
    if (existsSync(path)) continue
    if (existsSync(sources)) writeFileSync(path, `${table(sources)}\n`)
    else console.warn(`no ${path}, and no folder ${sources} to make it of: specs that read it are left out`)
  }
}
