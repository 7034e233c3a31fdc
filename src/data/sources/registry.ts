/** The sources of the library. What is exported here can be named in a spec. */
export { csv } from './csv.ts'
export { mnist } from './mnist.ts'
