import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { schemaPath, schemaText } from './schema.ts'

it('specs/isthmus.schema.json is what the codecs say (npm run schema writes it)', () => {
  expect(readFileSync(schemaPath, 'utf8')).toBe(schemaText())
})
