import { spawn } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { isthmusProcess, root } from '../command.ts'
import { plane } from './plane.ts'

const { place, at } = plane()

describe('the command as a process', () => {
  it('ends with 1 for bad input and with 2 for wrong usage', async () => {
    expect(await isthmusProcess('describe', 'nowhere.ts')).toMatchObject({ code: 1, stdout: '' })
    expect(await isthmusProcess('frobnicate')).toMatchObject({ code: 2, stdout: '' })
  })

  it('goes beside a place that has been taken while it trained', async () => {
    const child = spawn(process.execPath, ['dist/cli/main.js', 'train', at('plane.ts'), '--out', at('race')], {
      cwd: root,
    })
    child.stderr.once('data', () => {
      mkdirSync(at('race'))
      writeFileSync(join(at('race'), 'mine.txt'), 'mine')
    })
    const told = await text(child.stdout)
    expect(told).toContain(`run written to ${at('race')}-${child.pid}`)
    expect(readdirSync(at('race'))).toEqual(['mine.txt'])
    expect(existsSync(join(`${at('race')}-${child.pid}`, 'run.json'))).toBe(true)
  })

  it.each([
    ['Ctrl-C', 'SIGINT', 130],
    ['the end of its terminal', 'SIGHUP', 129],
  ] as const)('is stopped by %s with a usable run', async (_, signal, expected) => {
    const out = at(`stopped-${signal}`)
    const child = spawn(process.execPath, ['dist/cli/main.js', 'train', at('long.ts'), '--out', out], { cwd: root })
    const code = await new Promise((resolve) => {
      child.stderr.on('data', (text: Buffer) => {
        if (text.includes('epoch 1/')) child.kill(signal)
      })
      child.on('close', resolve)
    })
    expect(code).toBe(expected)
    expect(readFileSync(join(out, 'run.json'), 'utf8')).toContain('"ending": "interrupted"')
    expect((await isthmusProcess('evaluate', out)).code).toBe(0)
  })

  it.each([
    ['a second Ctrl-C', ['SIGINT', 'SIGINT'], 130],
    ['a second signal to end', ['SIGTERM', 'SIGTERM'], 143],
  ] as const)('is ended by %s, and leaves nothing behind', async (_, [first, second], expected) => {
    const words = ['dist/cli/main.js', 'train', at('long.ts'), '--out', at('lost')]
    const child = spawn(process.execPath, words, { cwd: root })
    const sent = { first: false, second: false }
    const code = await new Promise((resolve) => {
      child.stderr.on('data', (text: Buffer) => {
        if (text.includes('epoch 1/') && !sent.first) sent.first = child.kill(first)
        if (text.includes('press Ctrl-C again') && !sent.second) sent.second = child.kill(second)
      })
      child.on('close', resolve)
    })
    // The run may be written between the two; then the first signal ended it, with the same code.
    expect(code).toBe(expected)
    expect(readdirSync(place).filter((name) => name.includes('partial'))).toEqual([])
  })

  it.skipIf(!existsSync('/dev/full'))('ends with 1 and a sentence when its output cannot be written', async () => {
    const full = openSync('/dev/full', 'w')
    const words = ['dist/cli/main.js', 'describe', at('plane.ts')]
    const child = spawn(process.execPath, words, { cwd: root, stdio: ['ignore', full, 'pipe'] })
    let said = ''
    child.stderr?.on('data', (bytes: Buffer) => (said += bytes.toString()))
    const code = await new Promise((resolve) => child.on('close', resolve))
    closeSync(full)
    expect({ said, code }).toEqual({
      said: 'standard output: expected an output that can be written, found no space left on the device (free some space or choose another path)\n',
      code: 1,
    })
  })

  it('goes on when nobody reads what it says', async () => {
    const words = ['dist/cli/main.js', 'train', at('plane.ts'), '--out', at('unread')]
    const child = spawn(process.execPath, words, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    child.stdout.destroy()
    child.stderr.destroy()
    const code = await new Promise((resolve) => child.on('close', resolve))
    expect(code).toBe(0)
    expect((await isthmusProcess('evaluate', at('unread'))).code).toBe(0)
  })
})
