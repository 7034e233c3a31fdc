export type { Distribution } from './draw.ts'
export { draw, fillRows, permutation } from './draw.ts'
export type { Stream } from './stream.ts'
export { child, path, stream } from './stream.ts'
