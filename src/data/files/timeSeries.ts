import { show } from '../../codec/index.ts'
import { product } from '../../tensor/shape.ts'
import { present } from '../../tensor/present.ts'
import type { Chunk } from '../chunk.ts'
import type { Opened, TimeSeriesSettings } from '../sources/index.ts'
import type { FallibleTask } from '../task.ts'
import type { Finding } from './fileFault.ts'
import { fileError } from './fileFault.ts'
import type { TextLine } from './lines.ts'
import { linesOf } from './lines.ts'
import { openStream } from './openStream.ts'

/** What the lines before the data say. */
interface Header {
  /** Whether a class or a number stands at the end of each line; undefined where the header does not say it. */
  readonly labelled?: boolean
  readonly timeStamps: boolean
}

const noHeader: Header = { timeStamps: false }

const headerWith = (header: Header, line: string): Header => {
  const [key = '', value = ''] = line.toLowerCase().split(/\s+/)
  if (key === '@classlabel' || key === '@targetlabel') return { ...header, labelled: value === 'true' }
  return key === '@timestamps' ? { ...header, timeStamps: value === 'true' } : header
}

/** A line as its channels and its label. */
interface Series {
  readonly channels: ReadonlyArray<string>
  readonly label?: string
}

const seriesOf = (text: string, { labelled }: Header): Series => {
  const parts = text.split(':')
  const last = parts.at(-1) ?? ''
  const isLabelled = labelled ?? (parts.length > 1 && !last.includes(','))
  return isLabelled ? { channels: parts.slice(0, -1), label: last.trim() } : { channels: parts }
}

/** A chunk holds series of at most so many numbers. */
const chunkNumbers = 2 ** 20

/** Gathers series of one shape. */
class SeriesRows {
  private readonly path: string
  private sizes: readonly [channels: number, length: number] | undefined
  private values: Array<number> = []
  private labels: Array<string> = []
  private length = 0

  constructor(path: string) {
    this.path = path
  }

  get full(): boolean {
    return this.values.length >= chunkNumbers
  }

  get empty(): boolean {
    return this.length === 0
  }

  private refuse(line: number, where: string, finding: Finding): Error {
    return fileError(`${this.path}:${line}${where}`, finding)
  }

  private numberOf(text: string, line: number, channel: number, at: number): number {
    const trimmed = text.trim()
    if (trimmed === '?' || trimmed.toLowerCase() === 'nan') return Number.NaN
    const value = trimmed === '' ? Number.NaN : Number(trimmed)
    if (Number.isFinite(value)) return value
    throw this.refuse(line, `, channel ${channel + 1}, value ${at + 1}`, {
      fault: 'wrong value',
      expected: 'a finite number, or ? where it is missing',
      found: trimmed === '' ? 'nothing' : show(trimmed),
      remedy: 'split values by commas and channels by colons',
    })
  }

  private checkSizes(line: number, found: readonly [number, number]): void {
    const [channels, length] = (this.sizes ??= [found[0], found[1]])
    if (channels === found[0] && length === found[1]) return
    throw this.refuse(line, '', {
      fault: 'wrong shape',
      expected: `a series of ${channels} × ${length} (channels × length), as the first one`,
      found: `${found[0]} × ${found[1]}`,
      remedy: 'cut all series to one length, or fill them up with ?',
    })
  }

  add({ channels, label }: Series, line: number): void {
    const texts = channels.map((channel) => channel.split(','))
    for (const values of texts) this.checkSizes(line, [texts.length, values.length])
    if (texts.length === 0) throw this.refuse(line, '', { expected: 'a series', found: 'a label alone' })
    texts.forEach((values, channel) =>
      values.forEach((text, at) => this.values.push(this.numberOf(text, line, channel, at))),
    )
    if (label !== undefined) this.labels.push(label)
    this.length++
  }

  take(): Chunk {
    const [channels = 1, t = 0] = this.sizes ?? []
    const sizes = channels === 1 ? [t] : [channels, t]
    const labels = this.labels.length === 0 ? undefined : this.labels
    const values = Float64Array.from(this.values)
    const length = values.length / product(sizes)
    ;[this.values, this.labels, this.length] = [[], [], 0]
    return { kind: 'tensors', length, sizes, values, ...present({ labels }) }
  }
}

const refuseTimeStamps = (path: string, { line }: TextLine): Error =>
  fileError(`${path}:${line}`, {
    expected: 'series without time stamps',
    found: '@timeStamps true',
    remedy: 'write the values alone, at equal distances in time',
  })

async function* chunksOf({ path }: TimeSeriesSettings): AsyncGenerator<Chunk> {
  const rows = new SeriesRows(path)
  let [header, empty] = [noHeader, true]
  for await (const each of linesOf(path)) {
    const text = each.text.trim()
    if (text === '' || text.startsWith('#')) continue
    if (text.startsWith('@')) {
      header = headerWith(header, text)
      if (header.timeStamps) throw refuseTimeStamps(path, each)
      continue
    }
    rows.add(seriesOf(text, header), each.line)
    empty = false
    if (rows.full) yield rows.take()
  }
  if (!rows.empty) yield rows.take()
  if (empty) throw fileError(path, { fault: 'empty file', expected: 'series below @data', found: 'none' })
}

/** Time series of one length in the `.ts` format, read as a stream. */
export const openTimeSeries = (settings: TimeSeriesSettings): FallibleTask<Opened> =>
  openStream(settings.path, 'time series in the .ts format', () => chunksOf(settings))
