/** A generator of whole numbers from a seed: the mutations of a file are the same in every run (mulberry32). */
export const numbersFrom = (seed: number): ((limit: number) => number) => {
  let state = seed >>> 0
  return (limit) => {
    state = (state + 0x6d_2b_79_f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
  }
}

type Mutation = (bytes: Uint8Array, draw: (limit: number) => number) => Uint8Array

const extremes = [0, 1, 0x7f, 0x80, 0xff]

const overwritten: Mutation = (bytes, draw) => {
  const out = Uint8Array.from(bytes)
  for (let i = 0, count = 1 + draw(3); i < count; i++) out[draw(out.length)] = draw(256)
  return out
}

/** Two to eight bytes become the least or greatest numbers: sizes that lie. */
const extreme: Mutation = (bytes, draw) => {
  const out = Uint8Array.from(bytes)
  const at = draw(out.length)
  return out.fill(extremes[draw(extremes.length)] ?? 0, at, at + 2 + draw(7))
}

const shortened: Mutation = (bytes, draw) => bytes.slice(0, draw(bytes.length))

const without: Mutation = (bytes, draw) => {
  const at = draw(bytes.length)
  return Uint8Array.from(Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + draw(8))]))
}

const repeated: Mutation = (bytes, draw) => {
  const [at, from] = [draw(bytes.length), draw(bytes.length)]
  const piece = bytes.subarray(from, from + 1 + draw(64))
  return Uint8Array.from(Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]))
}

const mutations = [overwritten, overwritten, extreme, extreme, shortened, without, repeated]

/** A file with a random fault or three; the same for the same number. */
export const mutated = (bytes: Uint8Array, number: number): Uint8Array => {
  const draw = numbersFrom(number)
  let out = bytes
  for (let i = 0, count = 1 + draw(3); i < count && out.length > 0; i++)
    out = (mutations[draw(mutations.length)] ?? overwritten)(out, draw)
  return out
}
