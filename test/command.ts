import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import pc from 'picocolors'
import { runCommand } from '../src/cli/command.ts'

/** The root of the repository: the working directory of every command here. */
export const root = fileURLToPath(new URL('..', import.meta.url))

export interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs the command in this process: quick, as nothing has to start. */
export const isthmus = async (...words: ReadonlyArray<string>): Promise<Ended> => {
  const written = { stdout: '', stderr: '' }
  const code = await runCommand(words, {
    print: (line) => void (written.stdout += `${line}\n`),
    log: (line) => void (written.stderr += `${line}\n`),
    interactive: false,
    colours: pc.createColors(false),
  })
  return { code, ...written }
}

/** Runs the built command in a process of its own, as a user would; `npm test` builds it before. */
export const isthmusProcess = (...words: ReadonlyArray<string>): Promise<Ended> =>
  new Promise((resolve) => {
    const options = { cwd: root, env: { ...process.env, NO_COLOR: '1' } }
    execFile(process.execPath, ['dist/cli/main.js', ...words], options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1
      resolve({ code, stdout, stderr })
    })
  })
