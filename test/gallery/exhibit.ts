import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { product } from '../../src/tensor/shape.ts'
import type { Comparison } from '../../src/tasks/index.ts'
import { compare, pcaFor } from '../../src/tasks/index.ts'
import { factsOf } from './facts.ts'
import { picture } from './picture.ts'
import { see } from './seen.ts'

/** What is known of a trained spec. */
export interface Exhibit {
  readonly name: string
  /** The docblock of the spec. */
  readonly summary: string
  readonly part: string
  /** The entries of a row. */
  readonly entries: number
  readonly evaluation: Comparison
  readonly facts: ReadonlyArray<string>
  readonly epochs: number
  readonly steps: number
  readonly engine: string
  readonly isDrawn: boolean
}

/** Where a spec is trained; quick looks are kept apart from what the page is made of. */
const folder = (name: string, epochs?: string): string => `runs/${epochs === undefined ? 'gallery' : 'glance'}/${name}`

/** Where the picture of an exhibit is, if it has one. */
export const pictureOf = (name: string): string => `${folder(name)}/picture.png`

const intentOf = (name: string): string => {
  const [, docblock = ''] = /\/\*\*([^]*?)\*\//.exec(readFileSync(`specs/${name}.ts`, 'utf8')) ?? []
  return docblock.replace(/\s*\n \* ?/g, ' ').trim()
}

/** Trains a spec with the built command. */
const train = (name: string, epochs: string | undefined): void => {
  const shorter = epochs === undefined ? [] : ['--epochs', epochs]
  const words = ['dist/cli/main.js', 'train', `specs/${name}.ts`, '--out', folder(name, epochs), '--force', ...shorter]
  const { status } = spawnSync(process.execPath, words, { stdio: 'inherit' })
  if (status !== 0) throw new Error(`training ${name} ended with ${status}`)
}

const lookAt = async (name: string, place: string): Promise<Exhibit> => {
  const seen = await see(place)
  const { run, session, rows, part } = seen
  const drawn = await picture(seen)
  if (drawn !== undefined) writeFileSync(`${place}/picture.png`, drawn)
  return {
    name,
    summary: intentOf(name),
    part,
    entries: product(rows.sizes),
    evaluation: await compare(session, run.weights, rows, pcaFor(seen.train, product(run.model.code))),
    facts: await factsOf(seen),
    epochs: run.provenance.epoch,
    steps: run.provenance.step,
    engine: run.provenance.engine,
    isDrawn: drawn !== undefined,
  }
}

/** The exhibit of an earlier training; undefined where there is none. */
export const exhibited = (name: string): Exhibit | undefined => {
  const path = `${folder(name)}/exhibit.json`
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined
}

/** Trains a spec and looks at what came of it. */
export const exhibit = async (name: string, epochs: string | undefined): Promise<Exhibit> => {
  train(name, epochs)
  const made = await lookAt(name, folder(name, epochs))
  writeFileSync(`${folder(name, epochs)}/exhibit.json`, JSON.stringify(made, null, 2))
  return made
}
