/** One tensor of each row, row after row. */
export interface Part {
  readonly values: Float32Array
  /** How many numbers there are for each row. */
  readonly width: number
}

/** Some rows as tensors by name, their first axis the rows. */
export interface Block {
  readonly length: number
  readonly parts: Readonly<Record<string, Part>>
}

const mapParts = ({ parts }: Block, length: number, f: (part: Part) => Float32Array): Block => ({
  length,
  parts: Object.fromEntries(
    Object.entries(parts).map(([name, part]): [string, Part] => [name, { width: part.width, values: f(part) }]),
  ),
})

/** Space for rows of the same parts. */
export const emptyLike = (block: Block, length: number): Block =>
  mapParts(block, length, ({ width }) => new Float32Array(length * width))

/** The first rows of a block, which see the same memory. */
export const firstRows = (block: Block, length: number): Block =>
  length === block.length ? block : mapParts(block, length, ({ width, values }) => values.subarray(0, length * width))

/** Copies of fewer numbers are quicker in a loop than by a view. */
const longCopy = 64

const copyNumbers = (from: Float32Array, start: number, to: Float32Array, at: number, count: number): void => {
  if (count >= longCopy) to.set(from.subarray(start, start + count), at)
  else for (let i = 0; i < count; i++) to[at + i] = from[start + i] ?? 0
}

/** Copies one row of a block to a place in another block of the same parts. */
export const copyRow = (from: Block, row: number, to: Block, place: number): void => {
  for (const name in to.parts) {
    const [source, target] = [from.parts[name], to.parts[name]]
    if (source === undefined || target === undefined) throw new Error(`rows of one stream with and without "${name}"`)
    copyNumbers(source.values, row * source.width, target.values, place * source.width, source.width)
  }
}
