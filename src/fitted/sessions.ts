import type { Engine, Session } from '../engines/index.ts'
import { inferencePlan } from './plan.ts'
import type { TrainedModel } from './trainedModel.ts'

/** Sessions are opened when they are first used; calls wait for each other. */
export const sessions = (engine: Engine, { model, provenance }: TrainedModel) => {
  let opened: Promise<Session> | undefined
  let last: Promise<unknown> = Promise.resolve()
  const after = <A>(use: () => Promise<A>): Promise<A> => {
    const next = last.then(use, use)
    last = next
    return next
  }
  return {
    use: <A>(task: (session: Session) => Promise<A>): Promise<A> =>
      after(async () => {
        opened ??= engine.open(model, inferencePlan(provenance.total))
        return task(await opened)
      }),
    close: (): Promise<void> =>
      after(async () => {
        const session = await opened
        opened = undefined
        await session?.close()
      }),
  }
}
