import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os'

/** The machine in a line. */
export const machine = (): string =>
  `${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GiB, ${platform()} ${release()} ${arch()}`

const times = () => {
  const all = cpus().map(({ times }) => times)
  const idle = all.reduce((sum, time) => sum + time.idle, 0)
  return {
    idle,
    total: all.reduce((sum, { user, nice, sys, idle: rest, irq }) => sum + user + nice + sys + rest + irq, 0),
  }
}

/** The share of the processors that others take, seen over two seconds in which this process does nothing. */
export const busy = async (): Promise<number> => {
  const before = times()
  await new Promise((resolve) => setTimeout(resolve, 2000))
  const after = times()
  return 1 - (after.idle - before.idle) / Math.max(1, after.total - before.total)
}
