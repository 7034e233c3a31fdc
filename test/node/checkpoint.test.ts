import { spawn } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '../command.ts'
import { isthmusProcess } from '../command.ts'
import { plane } from '../cli/plane.ts'

const { at } = plane()

/** The tensors of a model file: its metadata has the date of training. */
const tensorsOf = (run: string): Buffer => {
  const bytes = readFileSync(join(run, 'model.safetensors'))
  return bytes.subarray(8 + Number(bytes.readBigUInt64LE(0)))
}

const words = (out: string) => ['train', at('long.ts'), '--out', out, '--checkpoint-every', '0.2']

/** Trains until a checkpoint has been written, then is killed. */
const killed = (out: string, signal: NodeJS.Signals, ...further: ReadonlyArray<string>) =>
  new Promise((resolve) => {
    const writtenAt = (): number => statSync(`${out}.checkpoint`, { throwIfNoEntry: false })?.mtimeMs ?? 0
    const before = writtenAt()
    const child = spawn(process.execPath, ['dist/cli/main.js', ...words(out), ...further], { cwd: root })
    const poll = setInterval(() => {
      if (!child.killed && writtenAt() > before) child.kill(signal)
    }, 20)
    child.on('close', (code) => {
      clearInterval(poll)
      resolve(code)
    })
  })

describe('a run that is killed', () => {
  it('goes on with --resume to the same numbers as one that was not', async () => {
    const [whole, run] = [at('whole'), at('resumed')]
    await killed(run, 'SIGKILL')
    expect([existsSync(run), existsSync(`${run}.checkpoint`)]).toEqual([false, true])
    const anew = await isthmusProcess(...words(run))
    expect(anew).toMatchObject({ code: 1, stdout: '' })
    expect(anew.stderr).toContain('found one of training that did not come to its end (go on with --resume')
    expect(await killed(run, 'SIGINT', '--resume')).toBe(130)
    const record: unknown = JSON.parse(readFileSync(join(run, 'run.json'), 'utf8'))
    expect(record).toMatchObject({ ending: 'interrupted' })
    const epochs = String(Number(/"epochs": (\d+)/.exec(JSON.stringify(record, null, 2))?.[1]) + 20)
    expect((await isthmusProcess(...words(run), '--resume', '--epochs', epochs)).code).toBe(0)
    expect((await isthmusProcess(...words(whole), '--epochs', epochs)).code).toBe(0)
    expect(tensorsOf(run).equals(tensorsOf(whole))).toBe(true)
    expect(existsSync(`${run}.checkpoint`)).toBe(false)
  })
})
