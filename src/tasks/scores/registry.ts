/** The anomaly scores of the library. What is exported here can be named by `detect`. */
export { reconstruction } from './reconstruction.ts'
