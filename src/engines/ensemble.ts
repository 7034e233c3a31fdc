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
  readonly model: Model
  readonly plan: Plan
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

type EnsembleSession = Pick<Session, 'train' | 'close'>

/** A function that joins data sets, and keeps the last result: calls of an epoch have the same data. */
const joiner = (): ((data: ReadonlyArray<HostRows>) => ReturnType<typeof concatRows>) => {
  let last: { readonly data: ReadonlyArray<HostRows>; readonly joined: ReturnType<typeof concatRows> } | undefined
  return (data) => {
    const isSame = last?.data.length === data.length && data.every((rows, i) => rows === last?.data[i])
    if (last === undefined || !isSame) last = { data, joined: concatRows(data) }
    return last.joined
  }
}

/** The sessions that train several members at once, by their number; none for large models, or on other engines. */
const sessionsOf = (engine: Engine) => {
  const opened = new Map<number, EnsembleSession>()
  return {
    session: async (model: Model, plan: Plan, count: number): Promise<EnsembleSession | undefined> => {
      if (engine.openEnsemble === undefined || parametersOf(model) > maxParameters) return undefined
      const session = opened.get(count) ?? (await engine.openEnsemble(model, plan, count))
      opened.set(count, session)
      return session
    },
    close: (): void => {
      for (const session of opened.values()) void session.close()
    },
  }
}

/** Takes the same number of steps of all calls in one graph; what is left of a call stays for the next round. */
const trainTogether = async (
  session: EnsembleSession,
  join: ReturnType<typeof joiner>,
  calls: ReadonlyArray<Call>,
  steps: number,
): Promise<void> => {
  const { rows, offsets } = join(calls.map(({ data }) => data))
  const batchesAt = (step: number): ReadonlyArray<Minibatch> => calls.flatMap(({ batches }) => batches[step] ?? [])
  const joined = Array.from({ length: steps }, (_, step) => joinBatches(batchesAt(step), offsets))
  const states = stackStates(calls.map(({ trained }) => trained.state))
  const { state, outcomes, finite, seconds } = await session.train(states, rows, joined, calls[0]?.signal)
  // Alone, each member finds out whether it is the one that is not finite.
  if (!finite) return void (await Promise.all(calls.map(trainAlone)))
  const isStopped = outcomes.length < steps * calls.length
  calls.forEach((call, member) => {
    const own = outcomes.filter((_, i) => i % calls.length === member)
    record(call, { state: unstackState(state, member), outcomes: own, finite, seconds })
    if (call.batches.length === 0 || isStopped) call.resolve(call.trained)
  })
}

/** A function that takes the steps which calls have in common at once, and those of others one call at a time. */
const roundOn = (engine: Engine) => {
  const join = joiner()
  const { session: sessionFor, close } = sessionsOf(engine)
  const together = async (calls: ReadonlyArray<Call>): Promise<void> => {
    const [first] = calls
    const steps = commonSteps(calls)
    const session =
      first === undefined || steps === 0 || calls.length === 1
        ? undefined
        : await sessionFor(first.model, first.plan, calls.length)
    if (session === undefined) await Promise.all(calls.map(trainAlone))
    else await trainTogether(session, join, calls, steps)
  }
  return {
    round: async (calls: ReadonlyArray<Call>): Promise<void> => {
      try {
        await together(calls)
      } catch (error) {
        for (const { reject } of calls) reject(error)
      }
    },
    close,
  }
}

/** Collects the calls of members, and runs a round whenever every active member waits. */
const rendezvous = (engine: Engine, members: number) => {
  const active = new Set(Array.from({ length: members }, (_, i) => i))
  const calls = new Map<number, Call>()
  const { round, close } = roundOn(engine)
  let isRunning = false
  const runWhenAllWait = async (): Promise<void> => {
    if (isRunning) return
    isRunning = true
    while (calls.size > 0 && [...active].every((member) => calls.has(member))) await round([...calls.values()])
    isRunning = false
  }
  return {
    train: (member: number, call: Omit<Call, 'resolve' | 'reject'>): Promise<Trained> =>
      new Promise((resolve, reject) => {
        const ending =
          <A>(settle: (value: A) => void) =>
          (value: A): void => {
            calls.delete(member)
            settle(value)
          }
        calls.set(member, { ...call, resolve: ending(resolve), reject: ending(reject) })
        void runWhenAllWait()
      }),
    leave: (member: number): void => {
      active.delete(member)
      if (active.size === 0) close()
      void runWhenAllWait()
    },
  }
}

/**
 * Engines for the members of an ensemble: models of one spec that train at the same time, each from a seed of its own,
 * take their steps in one graph where networks are small. Steps wait until every member has some to take or has left. An
 * engine that runs no graphs trains the members one by one.
 */
export const ensemble = (engine: Engine, members: number): ReadonlyArray<Member> => {
  const { train, leave } = rendezvous(engine, members)
  const open = async (member: number, model: Model, plan: Plan): Promise<Session> => {
    const session = await engine.open(model, plan)
    return {
      ...session,
      train: (state, data, batches, signal) => {
        const trained = { state, outcomes: [], finite: true, seconds: 0 }
        return train(member, { model, plan, session, data, signal, batches, trained })
      },
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
