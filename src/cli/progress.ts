import cliProgress from 'cli-progress'
import type { Progress } from '../training/index.ts'
import type { Terminal } from './terminal.ts'

/** Seconds as people read them: 45 s, 3 min 20 s. */
export const duration = (seconds: number): string => {
  const whole = Math.max(0, Math.round(seconds))
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`
}

/** Shows what happens while a model trains. */
export interface Display {
  readonly show: (progress: Progress) => void
  readonly close: () => void
}

const figures = (loss: number): string =>
  loss === 0 || Math.abs(loss) >= 1e-3 ? loss.toFixed(5) : loss.toExponential(3)

const epochLine = (progress: Extract<Progress, { kind: 'epoch' }>, epochs: number): string => {
  const { epoch, train, validation } = progress
  const validated = validation === undefined ? '' : `, validation loss ${figures(validation)}`
  return `epoch ${epoch}/${epochs}: training loss ${figures(train)}${validated}`
}

interface Clock {
  readonly left: (step: number, total: number) => string
}

const clock = (): Clock => {
  const start = performance.now()
  return { left: (step, total) => duration(((performance.now() - start) / 1000 / Math.max(1, step)) * (total - step)) }
}

/** One bar that is drawn over, with a line for each epoch above it. */
const bar = (terminal: Terminal, epochs: number, total: number): Display => {
  const { left } = clock()
  const format = 'epoch {epoch}/{epochs} {bar} step {value}/{total}, loss {loss}, {left} left'
  const drawn = new cliProgress.MultiBar(
    { format, hideCursor: true, clearOnComplete: true, stream: process.stderr },
    cliProgress.Presets.rect,
  )
  const line = drawn.create(total, 0, { epoch: 1, epochs, loss: '–', left: '–' })
  return {
    show: (progress) => {
      if (progress.kind === 'step')
        line.update(progress.step, {
          epoch: progress.epoch,
          loss: figures(progress.loss),
          left: left(progress.step, total),
        })
      else drawn.log(`${terminal.colours.dim(epochLine(progress, epochs))}\n`)
    },
    close: () => {
      drawn.update()
      drawn.stop()
    },
  }
}

/** A line for each epoch, and one every ten seconds in a long one. */
const lines = (terminal: Terminal, epochs: number, total: number): Display => {
  const { left } = clock()
  let last = performance.now()
  return {
    show: (progress) => {
      if (progress.kind === 'epoch') {
        terminal.log(`${epochLine(progress, epochs)}, ${left(progress.steps, total)} left`)
        last = performance.now()
      } else if (performance.now() - last > 10_000) {
        terminal.log(
          `epoch ${progress.epoch}/${epochs}: step ${progress.step}/${total}, loss ${figures(progress.loss)}, ${left(progress.step, total)} left`,
        )
        last = performance.now()
      }
    },
    close: () => undefined,
  }
}

/** A line of JSON for each epoch, for machines. */
const jsonLines = (terminal: Terminal): Display => ({
  show: (progress) => {
    if (progress.kind === 'epoch') terminal.print(JSON.stringify(progress))
  },
  close: () => undefined,
})

/** The display that suits whoever looks. */
export const display = (
  terminal: Terminal,
  { epochs, total, json }: { readonly epochs: number; readonly total: number; readonly json: boolean },
): Display => {
  if (json) return jsonLines(terminal)
  return terminal.interactive ? bar(terminal, epochs, total) : lines(terminal, epochs, total)
}
