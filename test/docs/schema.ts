import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { library, specSchema } from '../../src/format/index.ts'

/** The JSON Schema of spec files as text: `npm run schema` writes it, schema.test.ts beside it compares it. */
export const schemaText = (): string => `${JSON.stringify(specSchema(library), null, 2)}\n`

export const schemaPath = fileURLToPath(new URL('../../specs/isthmus.schema.json', import.meta.url))

if (process.argv[1]?.endsWith('test/docs/schema.ts') === true) writeFileSync(schemaPath, schemaText())
