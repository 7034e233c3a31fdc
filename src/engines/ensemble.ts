import type { Model, Plan } from '../model/index.ts'
import { product } from '../tensor/shape.ts'
import type { Engine, HostRows, Minibatch, Session, Trained } from './engine.ts'
import { concatRows, stackStates, stackTensors, unstackState } from './stacking.ts'

/** Members with more parameters train one by one: their steps fill a processor by themselves. */
const maxParameters = 16_384

/** An engine for one member of an ensemble. */
export interface Member {
  readonly engine: Engine
  /** The others no longer wait for this member. Closing its session says so too. */
  readonly leave: () => void
}

/** A member's call of `train` that is under way. */
interface Call {
  readonly session: Session
  readonly data: HostRows
  readonly signal: AbortSignal | undefined
  /** Ends the call. */
  readonly resolve: (trained: Trained) => void
  readonly reject: (error: unknown) => void
  /** What is left to do, and what was done. */
  batches: ReadonlyArray<Minibatch>
  trained: Trained
}

/** The number of minibatches from the first on that have the same size in all calls. */
const commonSteps = (calls: ReadonlyArray<Call>): number => {
  const [first, ...others] = calls
  if (first === undefined) return 0
  const differs = first.batches.findIndex(({ rows }, i) =>
    others.some(({ batches }) => batches[i]?.rows.length !== rows.length),
  )
  return differs < 0 ? first.batches.length : differs
}

/** One minibatch for all members, of the rows of their data one after the other. */
const joinBatches = (batches: ReadonlyArray<Minibatch>, offsets: ReadonlyArray<number>): Minibatch => ({
  rows: Uint32Array.from(batches.flatMap(({ rows }, i) => Array.from(rows, (row) => row + (offsets[i] ?? 0)))),
  noise: stackTensors(batches.map(({ noise }) => noise)),
})

/** Adds the results of some steps to a call. */
const record = (call: Call, { state, outcomes, finite, seconds }: Trained): void => {
  const before = call.trained
  call.batches = call.batches.slice(outcomes.length)
  call.trained = { state, outcomes: [...before.outcomes, ...outcomes], finite, seconds: before.seconds + seconds }
}

const parametersOf = ({ parameters }: Model): number =>
  Object.values(parameters).reduce((sum, { shape }) => sum + product(shape), 0)

/** Takes the rest of a call alone. */
const trainAlone = async (call: Call): Promise<void> => {
  try {
    record(call, await call.session.train(call.trained.state, call.data, call.batches, call.signal))
    call.resolve(call.trained)
  } catch (error) {
    call.reject(error)
  }
}

/**
 * Engines for the members of an ensemble: models of one spec that train at the same time, each from a seed of its own,
 * take their steps in one graph where networks are small. Steps wait until every member has some to take or has left. An
 * engine that runs no graphs trains the members one by one.
 */
export const ensemble = (engine: Engine, members: number): ReadonlyArray<Member> => {
  const active = new Set(Array.from({ length: members }, (_, i) => i))
  const calls = new Map<number, Call>()
  const opened = new Map<number, Pick<Session, 'train' | 'close'>>()
  let spec: { readonly model: Model; readonly plan: Plan } | undefined
  let isRunning = false
  let data: { readonly of: ReadonlyArray<HostRows>; readonly joined: ReturnType<typeof concatRows> } | undefined

  const joinedData = (of: ReadonlyArray<HostRows>): ReturnType<typeof concatRows> => {
    const known = data?.of.length === of.length && of.every((rows, i) => rows === data?.of[i]) ? data : undefined
    data = known ?? { of, joined: concatRows(of) }
    return data.joined
  }

  const sessionOf = async (count: number): Promise<Pick<Session, 'train' | 'close'> | undefined> => {
    if (spec === undefined || engine.openEnsemble === undefined || parametersOf(spec.model) > maxParameters)
      return undefined
    const known = opened.get(count) ?? (await engine.openEnsemble(spec.model, spec.plan, count))
    opened.set(count, known)
    return known
  }

  /** Takes the steps that all calls have in common in one graph; what is left of a call stays for the next round. */
  const trainTogether = async (some: ReadonlyArray<Call>, steps: number): Promise<void> => {
    const session = await sessionOf(some.length)
    if (session === undefined) return void (await Promise.all(some.map(trainAlone)))
    const { rows, offsets } = joinedData(some.map((call) => call.data))
    const batchesAt = (step: number): ReadonlyArray<Minibatch> => some.flatMap(({ batches }) => batches[step] ?? [])
    const joined = Array.from({ length: steps }, (_, step) => joinBatches(batchesAt(step), offsets))
    const states = stackStates(some.map(({ trained }) => trained.state))
    const { state, outcomes, finite, seconds } = await session.train(states, rows, joined, some[0]?.signal)
    // Alone, each member finds out whether it is the one that is not finite.
    if (!finite) return void (await Promise.all(some.map(trainAlone)))
    const isStopped = outcomes.length < steps * some.length
    some.forEach((call, member) => {
      const own = outcomes.filter((_, i) => i % some.length === member)
      record(call, { state: unstackState(state, member), outcomes: own, finite, seconds })
      if (call.batches.length === 0 || isStopped) call.resolve(call.trained)
    })
  }

  const round = async (): Promise<void> => {
    const some = [...calls.values()]
    const steps = commonSteps(some)
    try {
      if (steps === 0 || some.length === 1) await Promise.all(some.map(trainAlone))
      else await trainTogether(some, steps)
    } catch (error) {
      for (const { reject } of some) reject(error)
    }
  }

  const runWhenAllWait = async (): Promise<void> => {
    if (isRunning) return
    isRunning = true
    while (calls.size > 0 && [...active].every((member) => calls.has(member))) await round()
    isRunning = false
  }

  const leave = (member: number): void => {
    active.delete(member)
    if (active.size === 0) for (const session of opened.values()) void session.close()
    void runWhenAllWait()
  }

  const open = async (member: number, model: Model, plan: Plan): Promise<Session> => {
    spec ??= { model, plan }
    const session = await engine.open(model, plan)
    return {
      ...session,
      train: (state, rows, batches, signal) =>
        new Promise((resolve, reject) => {
          const end = (): void => void calls.delete(member)
          calls.set(member, {
            session,
            data: rows,
            signal,
            batches,
            trained: { state, outcomes: [], finite: true, seconds: 0 },
            resolve: (trained) => {
              end()
              resolve(trained)
            },
            reject: (error) => {
              end()
              reject(error)
            },
          })
          void runWhenAllWait()
        }),
      close: async () => {
        leave(member)
        await session.close()
      },
    }
  }

  return Array.from({ length: members }, (_, member) => ({
    engine: { ...engine, open: (model: Model, plan: Plan) => open(member, model, plan) },
    leave: () => leave(member),
  }))
}
