import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fromBinary } from '@bufbuild/protobuf'
import fc from 'fast-check'
import type { GraphProto } from 'onnx-buf'
import { ModelProtoSchema } from 'onnx-buf'
import { beforeAll, describe, expect, it } from 'vitest'
import { native } from '../../../src/engines/index.ts'
import { nativeRuntime } from '../../../src/engines/onnxruntime/native.ts'
import { apply, buildLoop, graphInput, initializer } from '../../../src/compiler/index.ts'
import { agreementCases } from '../../agreement/cases.ts'
import { observe, pointOf } from '../../agreement/observe.ts'

const specs = 20

/** What is wrong with a graph: a name that is taken twice, unknown where it is used, or that nothing uses. */
const mistakes = (graph: GraphProto, outer: ReadonlySet<string> = new Set()): ReadonlyArray<string> => {
  const known = new Set(outer)
  const used = new Set<string>()
  const wrong: Array<string> = []
  const define = (name: string): void => {
    if (known.has(name)) wrong.push(`"${name}" is named twice`)
    known.add(name)
  }
  const use = (name: string): void => {
    if (name !== '' && !known.has(name)) wrong.push(`"${name}" is not known where it is used`)
    used.add(name)
  }
  const given = [...graph.input, ...graph.initializer].map(({ name }) => name)
  given.forEach(define)
  for (const node of graph.node) {
    node.input.forEach(use)
    for (const { g } of node.attribute) {
      if (g === undefined) continue
      wrong.push(...mistakes(g, known))
      g.node.forEach(({ input }) => input.forEach((name) => used.add(name)))
    }
    node.output.filter((name) => name !== '').forEach(define)
  }
  graph.output.forEach(({ name }) => use(name))
  const isBody = outer.size > 0
  if (!isBody) wrong.push(...given.filter((name) => !used.has(name)).map((name) => `nothing uses "${name}"`))
  if (isBody && graph.initializer.length > 0) wrong.push('a body with numbers of its own')
  return wrong
}

const python = process.env['ISTHMUS_PYTHON'] ?? '/usr/bin/python3'
const opset = 18

/** Why the checker of ONNX cannot be asked here, if it cannot. */
const unchecked = (): string | undefined => {
  const found = spawnSync(python, ['-c', 'import onnx; print(onnx.defs.onnx_opset_version())'], { encoding: 'utf8' })
  if (found.status !== 0) return `${python} has no onnx`
  return Number(found.stdout) < opset ? `its onnx knows opset ${found.stdout.trim()}, not ${opset}` : undefined
}

const checker = `
import onnx, sys
for path in sys.argv[1:]:
    onnx.checker.check_model(path, full_check=True)
`

describe('the graphs of arbitrary specs', () => {
  const graphs: Array<Uint8Array> = []
  beforeAll(async () => {
    const engine = await native({ threads: 1, onGraph: (_, graph) => graphs.push(graph) })
    for (const one of fc.sample(agreementCases, specs)) await observe(engine, one, pointOf(one))
  })

  it('name everything once, before it is used, and hold nothing that is not', () => {
    expect(graphs.length).toBeGreaterThan(6 * specs)
    for (const bytes of graphs) {
      const { graph } = fromBinary(ModelProtoSchema, bytes)
      expect(graph === undefined ? ['no graph'] : mistakes(graph)).toEqual([])
    }
  })

  it('are what the checker of ONNX accepts', (context) => {
    const reason = unchecked()
    if (reason !== undefined) {
      console.warn(`NOT CHECKED by onnx.checker: ${reason}`)
      context.skip(reason)
    }
    const folder = mkdtempSync(join(tmpdir(), 'isthmus-'))
    const paths = graphs.map((bytes, i) => {
      const path = join(folder, `${i}.onnx`)
      writeFileSync(path, bytes)
      return path
    })
    try {
      execFileSync(python, ['-c', checker, ...paths])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('a loop', () => {
  const dtype = 'float32'
  const number = (value: number) => initializer(dtype, [value], [])

  it('carries, collects, and computes outside what does not depend on the turn', async () => {
    const [iteration, held, begin] = [
      graphInput('turn', 'int64', []),
      graphInput('held', dtype, []),
      graphInput('begin', dtype, []),
    ]
    const fixed = apply('Mul', [begin, number(2)])
    const bytes = buildLoop({
      tripCount: initializer('int64', [3], []),
      count: 'K',
      iteration,
      stop: graphInput('stop', 'int32', []),
      carried: [{ initial: begin, current: held, next: apply('Add', [held, fixed]), name: 'last' }],
      scanOutputs: [
        { name: 'held', value: held, type: dtype, dimensions: [] },
        { name: 'fixed', value: fixed, type: dtype, dimensions: [] },
        { name: 'of fixed', value: apply('Neg', [fixed]), type: dtype, dimensions: [] },
        { name: 'fixed again', value: fixed, type: dtype, dimensions: [] },
        { name: 'given', value: begin, type: dtype, dimensions: [] },
      ],
      after: [{ name: 'after', value: apply('Neg', [graphInput('last', dtype, [])]), type: dtype, dimensions: [] }],
    })
    const { graph } = fromBinary(ModelProtoSchema, bytes)
    expect(graph === undefined ? ['no graph'] : mistakes(graph)).toEqual([])
    expect(graph?.node.filter(({ opType }) => opType === 'Mul')).toHaveLength(1)
    const runnable = await (await nativeRuntime({ threads: 1 })).load(bytes, { threads: 1, dtype })
    const run = async (stop: number) => {
      const begins = { data: Float32Array.of(1), shape: [] }
      const results = await runnable.run({ begin: begins, stop: { data: Int32Array.of(stop), shape: [] } })
      return Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, [...data]]))
    }
    expect(await run(1)).toMatchObject({ last: [3], held: [1], fixed: [2], given: [1], after: [-3] })
    expect(await run(0)).toEqual({
      last: [7],
      held: [1, 3, 5],
      fixed: [2, 2, 2],
      'of fixed': [-2, -2, -2],
      'fixed again': [2, 2, 2],
      given: [1, 1, 1],
      after: [-7],
    })
  })
})
