import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import type { OutgoingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { chromium } from 'playwright-core'
import { build, createLogger } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { reference } from '../../src/engines/index.ts'
import { root } from '../command.ts'
import type { Losses, Report } from './job.ts'
import { losses, threads } from './job.ts'
import { served } from './served.ts'

/** What a visitor sees of the page. */
interface Visit {
  readonly report: Report
  readonly isolated: boolean
  /** Every worker that was started: one a thread, besides the page's own. */
  readonly workers: number
  /** Errors on the console, and those that nothing caught. */
  readonly errors: ReadonlyArray<string>
  readonly requests: ReadonlyArray<string>
}

const program = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
const isAbsent = !existsSync(program) && process.env['CI_CHROMIUM'] === undefined

if (isAbsent) console.log(`browser test skipped: no Chromium at ${program}; install it, or set CHROMIUM to its path`)

/** Builds the page as anyone would: Vite with no plugin, the package found by its name. Gives Vite's warnings. */
const buildPage = async (folder: string): Promise<ReadonlyArray<string>> => {
  const warnings: Array<string> = []
  const warn = (message: string): void => void warnings.push(message)
  await build({
    root: join(root, 'test/browser/page'),
    configFile: false,
    logLevel: 'warn',
    customLogger: { ...createLogger('silent'), warn, warnOnce: warn },
    build: {
      outDir: folder,
      emptyOutDir: true,
      reportCompressedSize: false,
      // The whole registry is one chunk, of 607 kB before it is compressed.
      chunkSizeWarningLimit: 650,
      // How long plugins took says nothing of the page.
      rolldownOptions: { checks: { pluginTimings: false } },
    },
  })
  return warnings
}

/** Opens the page in a window without a past, and waits for what it reports. */
const visit = async (browser: Browser, origin: string): Promise<Visit> => {
  const context = await browser.newContext()
  const page = await context.newPage()
  const errors: Array<string> = []
  const requests: Array<string> = []
  let workers = 0
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('worker', () => workers++)
  context.on('request', (request) => requests.push(request.url()))
  await page.goto(origin)
  const report = await page.evaluate<Report>('report').catch((error: unknown) => {
    throw new Error(`the page has no report: ${errors.join('; ')}`, { cause: error })
  })
  const isolated = await page.evaluate<boolean>('crossOriginIsolated')
  await context.close()
  return { report, isolated, workers, errors, requests }
}

/** Two visits to the page, served with some headers. */
const visits = async (browser: Browser, folder: string, headers: OutgoingHttpHeaders) => {
  const { origin, close } = await served(folder, headers)
  try {
    return { origin, first: await visit(browser, origin), second: await visit(browser, origin) }
  } finally {
    await close()
  }
}

/** The largest relative deviation of a loss from the same one elsewhere. */
const deviation = (found: Losses, expected: Losses): number =>
  Math.max(...found.flat().map((loss, i) => Math.abs((loss ?? Number.NaN) / (expected.flat()[i] ?? Number.NaN) - 1)))

/**
 * Sums of 32 products, four in a row, round a gradient to about √128 u, where u = 2⁻²⁴ in float32. Adam turns that into
 * an error of 0.01 √128 u a step in a weight, and 84 steps of random sign into nine times as much, 6e-8. A residual
 * adds up 32 such weights: √32 · 6e-8 beside 0.026, its size in the end, is 1e-5, and twice that when squared. The
 * bound leaves five times as much; all of it is proportional to u, which is 2⁻²⁹ times as large in float64.
 */
const bounds = { float32: 1e-4, float64: 1e-4 * 2 ** -29 } as const

const headers = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' }

const pages = [
  { name: 'a page that is cross-origin isolated', headers, isolated: true, threads },
  { name: 'a page that is not', headers: {}, isolated: false, threads: 1 },
] as const

describe.skipIf(isAbsent)('in Chromium', () => {
  let folder = ''
  let warnings: ReadonlyArray<string> = []
  let browser: Browser | undefined
  let expected: Losses = []

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'isthmus-page-'))
    warnings = await buildPage(folder)
    expected = await losses(reference('float64'))
    browser = await chromium.launch({ executablePath: program, chromiumSandbox: false })
  })

  afterAll(async () => {
    await browser?.close()
    await rm(folder, { recursive: true, force: true })
  })

  it('the page is built without a plugin and without a warning', () => expect(warnings).toEqual([]))

  it('the reference learns: the comparison is not one of noise', () =>
    expect(expected.at(-1)?.[1]).toBeLessThan(0.1 * (expected[0]?.[1] ?? 0)))

  for (const page of pages)
    it(`${page.name} trains with the web engine: ${page.threads} thread(s), and the losses of the reference`, async () => {
      if (browser === undefined) throw new Error('no browser')
      const { origin, first, second } = await visits(browser, folder, page.headers)
      for (const { isolated, workers, errors, requests } of [first, second]) {
        expect({ isolated, threads: workers + 1 }).toEqual({ isolated: page.isolated, threads: page.threads })
        expect(errors).toEqual([])
        expect(requests.filter((url) => new URL(url).origin !== origin)).toEqual([])
      }
      for (const dtype of ['float32', 'float64'] as const) {
        expect(first.report[dtype]).toHaveLength(expected.length)
        expect(deviation(first.report[dtype], expected), dtype).toBeLessThan(bounds[dtype])
      }
      expect(second.report, 'bit for bit').toEqual(first.report)
    })
})
