import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The root of the repository: the working directory of every command here. */
export const root = fileURLToPath(new URL('..', import.meta.url))

export interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs the built command as a user would; `npm test` builds it before. */
export const isthmus = (...words: ReadonlyArray<string>): Promise<Ended> =>
  new Promise((resolve) => {
    const options = { cwd: root, env: { ...process.env, NO_COLOR: '1' } }
    execFile(process.execPath, ['dist/cli/main.js', ...words], options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1
      resolve({ code, stdout, stderr })
    })
  })
