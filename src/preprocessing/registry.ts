/** The preprocessing steps of the library. What is exported here can be named in a spec. */
export { impute } from './steps/impute.ts'
export { minMax } from './steps/minMax.ts'
export { standard } from './steps/standard.ts'
