import cliProgress from 'cli-progress'
import type { AnyJob, Progress } from '../training/index.ts'
import type { Terminal } from './terminal.ts'

/** Seconds as people read them: 45 s, 3 min 20 s. */
export const duration = (seconds: number): string => {
  const whole = Math.max(0, Math.round(seconds))
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`
}

/** Shows what happens while a model trains. */
export interface Display {
  readonly show: (progress: Progress) => void
  /** A line for the user that nothing overwrites. */
  readonly notice: (line: string) => void
  readonly close: () => void
}

type Epoch = Extract<Progress, { kind: 'epoch' }>

const figures = (loss: number): string =>
  loss === 0 || Math.abs(loss) >= 1e-3 ? loss.toFixed(5) : loss.toExponential(3)

/** At most about this many epochs get a line of their own. */
const maxLines = 20

/** The lines of chosen epochs: the first, the last and every n-th. The best so far is marked. */
const epochLines = (epochs: number): ((progress: Epoch) => string | undefined) => {
  const every = Math.ceil(epochs / maxLines)
  let best = Number.POSITIVE_INFINITY
  return ({ epoch, train, validation }) => {
    const isBest = validation !== undefined && validation < best
    if (isBest) best = validation
    if (epoch !== 1 && epoch !== epochs && epoch % every !== 0) return undefined
    const validated =
      validation === undefined ? '' : `, validation loss ${figures(validation)}${isBest ? ' (best so far)' : ''}`
    return `epoch ${epoch}/${epochs}: training loss ${figures(train)}${validated}`
  }
}

/** The time left, from the time that the steps so far took. */
const clock = (total: number): ((step: number) => string) => {
  const start = performance.now()
  return (step) => duration(((performance.now() - start) / 1000 / Math.max(1, step)) * (total - step))
}

/** One bar that is drawn over, with lines of epochs above it. */
const bar = (terminal: Terminal, { epochs, plan: { total } }: AnyJob): Display => {
  const [left, lineOf] = [clock(total), epochLines(epochs)]
  const format = 'epoch {epoch}/{epochs} {bar} step {value}/{total}, loss {loss}, {left} left'
  const bars = new cliProgress.MultiBar(
    { format, hideCursor: true, clearOnComplete: true, stream: process.stderr },
    cliProgress.Presets.rect,
  )
  const drawn = bars.create(total, 0, { epoch: 1, epochs, loss: '–', left: '–' })
  return {
    show: (progress) => {
      if (progress.kind === 'step') {
        const { step, epoch, loss } = progress
        drawn.update(step, { epoch, loss: figures(loss), left: left(step) })
        return
      }
      const line = lineOf(progress)
      if (line !== undefined) bars.log(`${terminal.colours.dim(line)}\n`)
    },
    notice: (line) => {
      bars.log(`${terminal.colours.yellow(line)}\n`)
      bars.update()
    },
    close: () => {
      bars.update()
      bars.stop()
    },
  }
}

/** How long a long epoch may be silent, in milliseconds. */
const maxSilence = 10_000

/** Lines of epochs, and one every ten seconds in between. */
const lines = (terminal: Terminal, { epochs, plan: { total } }: AnyJob): Display => {
  const [left, lineOf] = [clock(total), epochLines(epochs)]
  let last = performance.now()
  const say = (line: string): void => {
    terminal.log(line)
    last = performance.now()
  }
  return {
    show: (progress) => {
      if (progress.kind === 'epoch') {
        const line = lineOf(progress)
        if (line !== undefined) say(`${line}, ${left(progress.steps)} left`)
      } else if (performance.now() - last > maxSilence) {
        const { epoch, step, loss } = progress
        say(`epoch ${epoch}/${epochs}: step ${step}/${total}, loss ${figures(loss)}, ${left(step)} left`)
      }
    },
    notice: terminal.log,
    close: () => undefined,
  }
}

/** A line of JSON for each epoch. */
const jsonLines = (terminal: Terminal): Display => ({
  show: (progress) => {
    if (progress.kind === 'epoch') terminal.print(JSON.stringify(progress))
  },
  notice: terminal.log,
  close: () => undefined,
})

/** The display for a job: a bar in a terminal, else lines, or JSON. */
export const display = (terminal: Terminal, job: AnyJob, json: boolean): Display => {
  if (json) return jsonLines(terminal)
  return terminal.interactive ? bar(terminal, job) : lines(terminal, job)
}
