import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as Either from 'fp-ts/lib/Either.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { reference } from '../../src/engines/reference/reference.ts'
import { csv } from '../../src/index.ts'
import type { FinishedSearch, SearchSpaceOptions } from '../../src/node/index.ts'
import { searchEither } from '../../src/node/index.ts'
import { isWhole } from '../cases.ts'
import { outline } from '../search/simulated.ts'
import { curve, right, smallFile } from '../search/spaces.ts'

const place = mkdtempSync(join(tmpdir(), 'isthmus-search-'))
const at = (name: string): string => join(place, name)
afterAll(() => rmSync(place, { recursive: true, force: true }))

const engine = reference('float64')
writeFileSync(at('rows.csv'), ['a,b,c', ...curve(80).map((row) => row.join(','))].join('\n'))
writeFileSync(at('space.json'), JSON.stringify(smallFile()))

const options = (name: string, more: SearchSpaceOptions = {}): SearchSpaceOptions => ({
  out: at(name),
  engine,
  trials: 6,
  seed: 1,
  ...more,
})

const search = async (name: string, more?: SearchSpaceOptions) =>
  right(await searchEither(at('space.json'), options(name, more)))

const faultOf = async (space: string | object, more: SearchSpaceOptions) => {
  const result = await searchEither(space, options('refused', more))
  return Either.isLeft(result) ? result.left[0] : undefined
}

describe('a search with files', () => {
  let whole: FinishedSearch

  beforeAll(async () => {
    whole = await search('whole')
  })

  it('writes what it is, its trials, the best spec and its run', () => {
    expect(readdirSync(at('whole')).toSorted()).toEqual(['best', 'best.json', 'search.json', 'trials.ndjson'])
    expect(JSON.parse(readFileSync(at('whole/best.json'), 'utf8'))).toMatchObject({ data: csv(at('rows.csv')) })
    expect(whole.evaluation).toMatchObject({ part: 'test', rows: 16 })
    expect(whole.run?.record.validation).toBe(whole.best.results.at(-1)?.objectives[0])
  })

  it('goes on after it was killed in the middle of a line', async () => {
    const lines = readFileSync(at('whole/trials.ndjson'), 'utf8').split('\n')
    await search('killed', { trials: 1 })
    writeFileSync(at('killed/trials.ndjson'), `${lines.slice(0, 7).join('\n')}\n${(lines[7] ?? '').slice(0, 20)}`)
    const resumed = await search('killed', { resume: true })
    expect(outline(resumed.trials)).toEqual(outline(whole.trials))
  })

  it('is refused where a search is already, and resumed only as the same', async () => {
    expect(await faultOf(at('space.json'), { out: at('whole') })).toMatchObject({
      fault: 'exists',
      remedy: 'continue that search with --resume, or choose another --out',
    })
    expect(await faultOf(at('space.json'), { out: at('whole'), resume: true, seed: 2 })).toMatchObject({
      fault: 'another search',
      expected: 'the same search as before, with 1 at seed',
      found: '2',
    })
    const wider = JSON.parse(readFileSync(at('space.json'), 'utf8').replace('"to":16', '"to":32'))
    expect(await faultOf(wider, { out: at('whole'), resume: true, data: at('rows.csv') })).toMatchObject({
      fault: 'another search',
      found: '32',
    })
  })

  it('says which line of its trials is broken', async () => {
    await search('broken', { trials: 1 })
    appendFileSync(at('broken/trials.ndjson'), '{"trial":1}\n')
    expect((await faultOf(at('space.json'), { out: at('broken'), resume: true }))?.where).toMatch(
      /trials\.ndjson, line \d+\.status/,
    )
  })
})

describe('bad input is refused before the first trial, and nothing is written', () => {
  it.each([
    ['a file of data that is missing', { data: at('none.csv') }, { where: at('none.csv') }],
    ['an unknown objective', { objectives: ['size'] }, { where: 'objective', found: '"size"' }],
    ['no workers', { workers: 0 }, { where: 'options.workers' }],
  ])('%s', async (_, more, fault) => {
    expect(await faultOf(at('space.json'), more)).toMatchObject(fault)
    expect(existsSync(at('refused'))).toBe(false)
  })

  it('a spec instead of a space', async () => {
    expect(await faultOf({ ...smallFile(), kind: 'experiment' }, {})).toMatchObject({
      where: 'kind',
      expected: '"space"',
    })
  })
})

// Starting processes takes seconds.
it.runIf(isWhole)('workers in processes of their own make the trials of one', async () => {
  const more = { trials: 9, pruner: 'successiveHalving', engine: 'native' } as const
  const one = await search('one', more)
  const two = await search('two', { ...more, workers: 2 })
  expect(outline(two.trials)).toEqual(outline(one.trials))
})
