import { expect, it } from 'vitest'
import package_ from '../../../package.json' with { type: 'json' }
import { onnxRuntimeVersion } from '../../../src/engines/onnxruntime/version.ts'

it('the version that remedies name is the version that package.json installs', () => {
  expect(package_.optionalDependencies['onnxruntime-node']).toBe(onnxRuntimeVersion)
  expect(package_.dependencies['onnxruntime-web']).toBe(onnxRuntimeVersion)
})
