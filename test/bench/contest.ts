import type { Contestant } from './contestants.ts'
import type { Job } from './jobs.ts'
import type { Peer } from './peer.ts'
import { open } from './peer.ts'
import type { Spread, Timed } from './rounds.ts'
import { rounds } from './rounds.ts'

/** What came of a contestant in a job. */
export interface Result {
  readonly contestant: Contestant
  readonly version: string
  /** Seconds of a step. */
  readonly step: Spread
  /** After the first steps, the same for all. */
  readonly loss: number
  readonly memory: number | undefined
  /** Seconds of encoding so many rows, where it can. */
  readonly encodes: ReadonlyMap<number, Spread>
}

/** How long a contest may be. */
export interface Effort {
  readonly count: number
  readonly seconds: number
}

export type Tell = (line: string) => void

interface Ready {
  readonly peer: Peer
  readonly loss: number
}

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** A contestant that has started, and taken the first steps one by one before the others. */
const entered = async (contestant: Contestant, folder: string, tell: Tell): Promise<Ready | undefined> => {
  try {
    const peer = await open(contestant, folder)
    const { loss = Number.NaN } = await peer.ask({ do: 'check' })
    tell(`  ${contestant.name}: loss ${loss.toFixed(6)}`)
    return { peer, loss }
  } catch (error) {
    tell(`  ${contestant.name}: skipped, ${reason(error)}`)
    return undefined
  }
}

const training = ({ contestant: { name }, ask }: Peer): Timed => ({
  name,
  work: async (times) => {
    const { steps = 0, seconds = Number.NaN } = await ask({ do: 'train', steps: times })
    return { times: steps, seconds }
  },
})

const encoding = ({ contestant: { name }, ask }: Peer, rows: number): Timed => ({
  name,
  work: async (times) => {
    const { seconds = Number.NaN } = await ask({ do: 'encode', rows, times })
    return { times, seconds }
  },
})

const canEncode = async ({ ask }: Peer): Promise<boolean> =>
  (await ask({ do: 'encode', rows: 1, times: 1 })).unsupported === undefined

const encodings = async (job: Job, all: ReadonlyArray<Ready>, effort: Effort) => {
  const able: Array<Peer> = []
  if (job.encodes.length > 0) for (const { peer } of all) if (await canEncode(peer)) able.push(peer)
  const found = new Map<number, ReadonlyMap<string, Spread>>()
  for (const rows of job.encodes)
    found.set(
      rows,
      await rounds(
        able.map((peer) => encoding(peer, rows)),
        { ...effort, seconds: effort.seconds / 4 },
      ),
    )
  return found
}

/** All contestants on one job, each in a process that lives as long as the contest and works only when it is asked. */
export const contest = async (
  job: Job,
  folder: string,
  contestants: ReadonlyArray<Contestant>,
  effort: Effort,
  tell: Tell,
): Promise<ReadonlyArray<Result>> => {
  const ready: Array<Ready> = []
  try {
    for (const contestant of contestants) {
      if (contestant.only?.includes(job.name) === false) continue
      const one = await entered(contestant, folder, tell)
      if (one !== undefined) ready.push(one)
    }
    const steps = await rounds(
      ready.map(({ peer }) => training(peer)),
      effort,
    )
    const memory = new Map(ready.map(({ peer }) => [peer.contestant.name, peer.peakMemory()]))
    const encodes = await encodings(job, ready, effort)
    return ready.flatMap(({ peer: { contestant, version }, loss }) => {
      const step = steps.get(contestant.name)
      const own = [...encodes].flatMap(([rows, by]) => {
        const found = by.get(contestant.name)
        return found === undefined ? [] : [[rows, found] as const]
      })
      if (step === undefined) return []
      return [{ contestant, version, step, loss, memory: memory.get(contestant.name), encodes: new Map(own) }]
    })
  } finally {
    for (const { peer } of ready) await peer.close()
  }
}
