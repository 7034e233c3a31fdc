import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as Either from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, it } from 'vitest'
import { drawFaults } from '../../src/codec/index.ts'
import type { StagingDirectory } from '../../src/node/stagingDirectory.ts'
import { openStaging } from '../../src/node/stagingDirectory.ts'

const place = mkdtempSync(join(tmpdir(), 'isthmus-staging-'))
afterAll(() => rmSync(place, { recursive: true, force: true }))

const folder = (name: string, files: Readonly<Record<string, string>>): string => {
  mkdirSync(join(place, name))
  for (const [file, text] of Object.entries(files)) writeFileSync(join(place, name, file), text)
  return join(place, name)
}

const opened = async (path: string, force = false): Promise<StagingDirectory> => {
  const staging = await openStaging(path, force)()
  return Either.isLeft(staging) ? expect.fail(drawFaults(staging.left)) : staging.right
}

const refusal = async (path: string): Promise<string> => {
  const staging = await openStaging(path, true)()
  return Either.isLeft(staging) ? drawFaults(staging.left) : expect.fail('it was opened')
}

/** The number of a process that has ended. */
const deadProcess = (): number => spawnSync(process.execPath, ['-e', '0']).pid

describe('a run that is written', () => {
  it('replaces a run and nothing else', async () => {
    const run = folder('run', { 'run.json': 'old', 'history.csv': 'old' })
    const staging = await opened(run, true)
    await staging.write('run.json', 'new')
    expect(readFileSync(join(run, 'run.json'), 'utf8')).toBe('old')
    expect(await staging.finish()).toEqual(Either.right(run))
    expect(readdirSync(run)).toEqual(['run.json'])
    expect(readFileSync(join(run, 'run.json'), 'utf8')).toBe('new')
    expect(readdirSync(place).filter((name) => name.startsWith('.run'))).toEqual([])
  })

  it('does not replace a run with a file of somebody else in it', async () => {
    const run = folder('noted', { 'run.json': '', 'notes.txt': 'mine' })
    expect(await refusal(run)).toBe(
      `${run}: expected a run directory without other files, found "notes.txt", which is not of the run and would be lost (move it elsewhere, or choose another --out)`,
    )
    expect(await refusal(folder('photos', { 'a.png': '' }))).toContain('something that is not a run')
  })

  it('is written though its folder was removed meanwhile', async () => {
    const staging = await opened(join(place, 'deep', 'er', 'run'))
    rmSync(join(place, 'deep'), { recursive: true })
    await staging.write('run.json', 'kept')
    expect(Either.isRight(await staging.finish())).toBe(true)
    expect(readFileSync(join(place, 'deep', 'er', 'run', 'run.json'), 'utf8')).toBe('kept')
  })
})

describe('what a killed process left', () => {
  it('is removed where it was building a run, and goes back where it was replacing one', async () => {
    const pid = deadProcess()
    folder(`.crashed.partial-${pid}`, { 'run.json': 'half' })
    folder(`.crashed.replaced-${pid}`, { 'run.json': 'whole' })
    const living = folder(`.crashed.partial-${process.ppid}`, {})
    const staging = await openStaging(join(place, 'crashed'), false)()
    expect(Either.isRight(staging)).toBe(true)
    expect(existsSync(join(place, `.crashed.partial-${pid}`))).toBe(false)
    expect(readFileSync(join(place, 'crashed', 'run.json'), 'utf8')).toBe('whole')
    expect(existsSync(living)).toBe(true)
    if (Either.isRight(staging)) await staging.right.discard()
  })
})
