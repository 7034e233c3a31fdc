/** The sources of the library. What is exported here can be named in a spec. */
export { arrow } from './arrow.ts'
export { csv } from './csv.ts'
export { images } from './images.ts'
export { json } from './json.ts'
export { mnist } from './mnist.ts'
export { ndjson } from './ndjson.ts'
export { parquet } from './parquet.ts'
