/** The programs of a model, in any interpreter, and models as files. */
export { decodeModel, encodeModel, openEither } from '../fitted/index.ts'
export {
  buildPlan,
  decode,
  elaborate,
  encode,
  evaluationLoss,
  loss,
  meanOf,
  neutralNoise,
  reconstruct,
  sample,
  sampleOf,
  score,
  step,
} from '../model/index.ts'
