export type { Migrations } from './envelope.ts'
export { decodeSpec, encodeSpec, migrate, migrations, specSchema, version } from './envelope.ts'
export type { ExperimentSpec, Registry, Spec, Stopping } from './spec.ts'
export { autoencoderCodec, experimentCodec, library } from './spec.ts'
