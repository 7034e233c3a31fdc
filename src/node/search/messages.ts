import type { EngineName } from '../../engines/index.ts'
import type { TrialSettings } from '../../search/index.ts'
import type { Reached } from '../../search/index.ts'
import type { SourceSpecs } from '../source.ts'

/** What a worker process needs before its first trial. */
export interface Setup {
  /** The file of the space, for the layers that it exports; a space from code has none. */
  readonly space?: string
  readonly layers?: string
  readonly sources: SourceSpecs
  readonly stream?: boolean
  readonly settings: Omit<TrialSettings, 'registry'>
  readonly engine: EngineName
  readonly threads: number
}

/** What is said to a worker process. */
export type Request =
  | { readonly kind: 'setup'; readonly setup: Setup }
  | {
      readonly kind: 'run'
      readonly trial: number
      readonly spec: Readonly<Record<string, unknown>>
      readonly epoch: number
    }
  | { readonly kind: 'drop'; readonly trial: number }
  | { readonly kind: 'stop' }

/** What a worker process says. */
export interface Response {
  readonly kind: 'reached'
  readonly trial: number
  readonly reached: Reached
}
