import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from './command.ts'

/** Words that once stood for an idea that has another word (docs/glossary.md), each with that word. */
const retired: Readonly<Record<string, string>> = {
  'sightings|overlaid': 'im2col, col2im',
  'rivals?|isRival|judges?|judged|contest|contestOf': 'discriminator, discriminator loss',
  'tellCondition|unmetCondition|(?:is|are|be) told(?! apart| from)|told of': 'condition',
  'quietLoss|quietly|quiet noise|quiet value': 'evaluation loss, without noise, neutral value',
  'everyTerm|everyGradient': 'allTerms, allGradients',
  'lastOf|Moment<': 'finalStep, RunPosition',
  'beginnings|Beginning': 'initial values, Initial, DerivedInitial',
  'borrows|borrowed': 'shared parameter',
  'intents?': 'summary',
  'Holder|holderShapes': 'FusedTensor, fusedShapes',
  'arrangement|Arrangement': 'state layout',
  'soundness|isSound': 'finite check, isFinite',
  'answersAtOnce|rowsAtOnce': 'inferenceBatchSize, evaluationBatchSize',
  'threadsAmong|trialOf|handicap': 'threadTuner, benchmark',
  'drawGroup|chunkPace': 'nextChunk, chunkSizer',
  'interning|unfolded|turnedRules|unturned': 'common sub-expressions (cse), im2col, layout propagation',
  'youngGeneration|workplace|interruptible|whoMovesIt|whatValidates': 'v8Heap, stagingDirectory, abortOnSignal, …Fault',
  'misfit|surplus|sharpness': 'sizeFault or reconstruction, logRatio or unknownKeys, inverseTemperature',
  'census|upkeep|displaced|recounted': 'code usage, EMA settings, offset codebook, restart counts',
  'asleep|loudest': 'dead activations, top dead latents',
  'keysSeen|notAfter': 'attention mask, causal mask',
}

const filesBelow = (folder: string, ending: string): ReadonlyArray<string> =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name))

const texts = [
  ...filesBelow('src', '.ts'),
  ...filesBelow('docs', '.md').filter((name) => !name.startsWith('docs/adr')),
  'README.md',
  'CONTRIBUTING.md',
].map((name) => ({ name, lines: readFileSync(join(root, name), 'utf8').split('\n') }))

describe('no retired word comes back', () => {
  it.each(Object.entries(retired))('%s: say %s', (words) => {
    const pattern = new RegExp(`\\b(?:${words})${words.endsWith('<') ? '' : '\\b'}`)
    const found = texts.flatMap(({ name, lines }) =>
      lines.flatMap((line, i) => (pattern.test(line) ? [`${name}:${i + 1}: ${line.trim()}`] : [])),
    )
    expect(found).toEqual([])
  })
})
