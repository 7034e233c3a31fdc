import { Engines } from 'isthmus'
// The files of onnxruntime-web as they are: its threads run the script, so it must not be bundled with the page.
import mjs from 'onnxruntime-web/ort-wasm-simd-threaded.jsep.mjs?url'
import wasm from 'onnxruntime-web/ort-wasm-simd-threaded.jsep.wasm?url'
import type { Report } from '../job.ts'
import { losses, threads } from '../job.ts'

const options = { threads, wasmPaths: { mjs, wasm } }

const report = async (): Promise<Report> => ({
  float32: await losses(await Engines.web(options)),
  float64: await losses(await Engines.web({ ...options, dtype: 'float64' })),
})

// The page's one result; whoever opened the page waits for it.
Object.assign(globalThis, { report: report() })
