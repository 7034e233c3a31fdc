import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '../command.ts'
import { documents } from './documents.ts'

describe('documents made from the registries are up to date (npm run reference)', () => {
  for (const [name, text] of Object.entries(documents))
    it(name, () => expect(readFileSync(join(root, 'docs', name), 'utf8')).toBe(`${text().trimEnd()}\n`))
})

it('no line of the mathematics is longer than 160 characters', () => {
  const lines = (documents['math.md']?.() ?? '').split('\n')
  expect(lines.length).toBeGreaterThan(500)
  expect(lines.filter((line) => line.length > 160)).toEqual([])
})

describe('links in documents lead somewhere', () => {
  const pages = [
    'README.md',
    'CONTRIBUTING.md',
    ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => join('docs', name)),
  ]
  for (const page of pages)
    it(page, () => {
      const links = [...readFileSync(join(root, page), 'utf8').matchAll(/\]\(([^)#]+)\)/g)].map(([, link = '']) => link)
      expect(links.filter((link) => !link.startsWith('http') && !existsSync(join(root, dirname(page), link)))).toEqual(
        [],
      )
    })
})

it('the README shows a program and both commands by line 20', () => {
  const top = readFileSync(join(root, 'README.md'), 'utf8').split('\n').slice(0, 20).join('\n')
  expect(top).toContain('npm ci && npm start')
  expect(top).toContain('npm ci && npm test')
})
