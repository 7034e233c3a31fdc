import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible, Fault } from '../codec/index.ts'
import { array, decode, failure, integer, number, record, settle, string, struct } from '../codec/index.ts'
import { checksum } from '../data/checksum.ts'
import { decodeSafetensorsFile, encodeSafetensors } from '../data/safetensors.ts'
import type { State, StepOutcome } from '../engines/index.ts'
import type { HostTensor } from '../tensor/host.ts'
import * as Named from '../tensor/named.ts'
import { present } from '../tensor/present.ts'
import { drawShape, sameShape } from '../tensor/shape.ts'
import type { Checkpoint } from '../training/index.ts'

/** What a checkpoint belongs to: with anything else it does not come to the same numbers. */
export interface CheckpointOf {
  /** The version of the package. */
  readonly version: string
  /** The engine and the type of its numbers. */
  readonly engine: string
  /** The spec as JSON, without its number of epochs. */
  readonly spec: string
  /** The number of training rows and a checksum of them. */
  readonly rows: string
}

const ofCodec = struct({ version: string(), engine: string(), spec: string(), rows: string() })

const losses = record(number())

const positionCodec = struct(
  {
    /** The version of this file. */
    isthmusCheckpoint: integer({ minimum: 1, maximum: 1 }),
    checksum: string(),
    of: ofCodec,
    epoch: integer({ minimum: 1 }),
    step: integer({ minimum: 0 }),
    history: array(
      struct(
        { epoch: integer(), steps: integer(), train: number(), terms: losses, weights: losses },
        { validation: number(), validationTerms: losses },
      ),
    ),
    earlyStopping: struct({ bestEpoch: integer(), epochsSinceBest: integer() }, { bestLoss: number() }),
  },
  { best: struct({ epoch: integer(), step: integer() }) },
)

const stateTensors = ({ parameters, buffers, slots }: State, scope: string): Named.Named<HostTensor> => ({
  ...Named.prefix(parameters, `${scope}.parameters`),
  ...Named.prefix(buffers, `${scope}.buffers`),
  ...Named.prefix(slots, `${scope}.slots`),
})

const stateFrom = (tensors: Named.Named<HostTensor>, scope: string, step: number): State => ({
  parameters: Named.within(tensors, `${scope}.parameters`),
  buffers: Named.within(tensors, `${scope}.buffers`),
  slots: Named.within(tensors, `${scope}.slots`),
  step,
})

const vector = (numbers: ReadonlyArray<number>): HostTensor => ({
  shape: [numbers.length],
  data: Float64Array.from(numbers),
})

/** What the steps of an epoch gave, number by number, under the names of their terms. */
const outcomeTensors = (outcomes: ReadonlyArray<StepOutcome>): Named.Named<HostTensor> => {
  const [first] = outcomes
  if (first === undefined) return {}
  const by = (key: 'terms' | 'weights') =>
    Named.map(first[key], (_, name) => vector(outcomes.map((outcome) => Named.get(outcome[key], name))))
  return {
    'outcomes.total': vector(outcomes.map(({ total }) => total)),
    ...Named.prefix(by('terms'), 'outcomes.terms'),
    ...Named.prefix(by('weights'), 'outcomes.weights'),
  }
}

const outcomesFrom = (tensors: Named.Named<HostTensor>): ReadonlyArray<StepOutcome> => {
  const at = (scope: string, i: number) => Named.map(Named.within(tensors, scope), ({ data }) => data[i] ?? Number.NaN)
  return Array.from(tensors['outcomes.total']?.data ?? [], (total, i) => ({
    total,
    terms: at('outcomes.terms', i),
    weights: at('outcomes.weights', i),
  }))
}

const checksumOf = (tensors: Named.Named<HostTensor>): string =>
  checksum(
    Object.keys(tensors)
      .toSorted()
      .map((name) => Named.get(tensors, name).data),
  )

/** A checkpoint as one safetensors file: the state, the steps of the epoch under way, the best epoch, the history. */
export const encodeCheckpoint = (checkpoint: Checkpoint, of: CheckpointOf): Uint8Array => {
  const { state, outcomes, best, epoch, history, earlyStopping } = checkpoint
  const tensors = {
    ...stateTensors(state, 'state'),
    ...outcomeTensors(outcomes),
    ...(best === undefined ? {} : stateTensors(best.state, 'best')),
  }
  const { bestLoss, ...stopping } = earlyStopping
  const position = {
    isthmusCheckpoint: 1,
    checksum: checksumOf(tensors),
    of,
    epoch,
    step: state.step,
    history,
    earlyStopping: Number.isFinite(bestLoss) ? { ...stopping, bestLoss } : stopping,
    ...present({ best: best && { epoch: best.epoch, step: best.state.step } }),
  }
  return encodeSafetensors(tensors, { checkpoint: JSON.stringify(position) })
}

const broken = (where: string, expected: string, found: string): Fault => ({
  fault: 'broken file',
  where,
  expected,
  found,
  remedy: 'go on from the checkpoint before it',
})

const parse = (where: string, text: string | undefined): Fallible<unknown> => {
  try {
    if (text !== undefined) return Either.right(JSON.parse(text) as unknown)
  } catch {
    // Told below, as metadata that is missing.
  }
  return failure(broken(where, 'a checkpoint that isthmus wrote', 'a file without its metadata'))
}

const labels: Readonly<Record<keyof CheckpointOf, readonly [expected: string, remedy: string]>> = {
  version: ['a checkpoint of this version of isthmus', 'train with the version that wrote it, or begin anew'],
  engine: ['a checkpoint of this engine', 'name the engine that wrote it'],
  spec: ['a checkpoint of this spec (its number of epochs may differ)', 'use the spec as it was, or begin anew'],
  rows: ['a checkpoint of these training rows', 'use the data as it was, or begin anew'],
}

/** What differs between a checkpoint and the training that is to go on from it. */
const otherFaults = (where: string, wanted: CheckpointOf, found: CheckpointOf): ReadonlyArray<Fault> =>
  (['version', 'engine', 'spec', 'rows'] as const)
    .filter((key) => wanted[key] !== found[key])
    .map((key) => ({
      fault: 'other checkpoint',
      where,
      expected: key === 'spec' ? labels[key][0] : `${labels[key][0]}, ${wanted[key]}`,
      found: key === 'spec' ? 'one of another spec' : found[key],
      remedy: labels[key][1],
    }))

/** Whether the tensors of a state are those that training begins with: by name and shape. */
const stateFaults = (where: string, scope: string, found: State, initial: State): ReadonlyArray<Fault> => {
  const [wanted, tensors] = [stateTensors(initial, scope), stateTensors(found, scope)]
  return Object.entries(wanted).flatMap(([name, { shape }]) => {
    const one = tensors[name]
    if (one !== undefined && sameShape(one.shape, shape)) return []
    return [broken(where, `"${name}" of ${drawShape(shape)}`, one === undefined ? 'none' : drawShape(one.shape))]
  })
}

/**
 * The checkpoint of a file, if it is whole and belongs to this training. `initial` is a state of it, whose names and shapes
 * those of the file must have.
 */
export const decodeCheckpoint = (
  bytes: Uint8Array,
  wanted: CheckpointOf,
  initial: State,
  where = 'the checkpoint',
): Fallible<Checkpoint> =>
  pipe(
    decodeSafetensorsFile(bytes, where),
    Either.bindTo('file'),
    Either.bind('position', ({ file: { metadata } }) =>
      pipe(
        parse(where, metadata['checkpoint']),
        Either.flatMap((json) => decode(positionCodec, json, where)),
      ),
    ),
    Either.flatMap(({ file: { tensors }, position }) => {
      const { epoch, step, history, earlyStopping, best, of } = position
      const state = stateFrom(tensors, 'state', step)
      const kept = best && { epoch: best.epoch, state: stateFrom(tensors, 'best', best.step) }
      const isWhole = checksumOf(tensors) === position.checksum
      const faults = isWhole ? [] : [broken(where, 'numbers as they were written', 'other numbers')]
      return settle(
        [
          ...faults,
          ...otherFaults(where, wanted, of),
          ...stateFaults(where, 'state', state, initial),
          ...(kept === undefined ? [] : stateFaults(where, 'best', kept.state, initial)),
        ],
        () => ({
          state,
          epoch,
          outcomes: outcomesFrom(tensors),
          history,
          earlyStopping: { bestLoss: Number.POSITIVE_INFINITY, ...earlyStopping },
          ...present({ best: kept }),
        }),
      )
    }),
  )
