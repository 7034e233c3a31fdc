import type { TypeOf } from '../../codec/index.ts'
import { integer, string, struct } from '../../codec/index.ts'
import type { SourceSpec } from './source.ts'
import { defineSource } from './source.ts'
import { tableFields } from './table.ts'

export const xlsxSettings = struct(
  { path: string('the path of an Excel workbook (.xlsx)', { minLength: 1 }) },
  {
    sheet: string('the name of a sheet', { minLength: 1 }),
    sheetNumber: integer({ minimum: 1 }),
    headerRow: integer({ minimum: 1 }),
    ...tableFields,
  },
)

/**
 * A sheet of an Excel workbook: the first one, or that of a name or a number (from 1). The first row that is not empty
 * names the columns, or `headerRow` (from 1). Cells are numbers, text, dates (ISO 8601), true or false; formulas count as the
 * values that Excel saved. Empty cells are missing; cells with an error, such as #DIV/0!, are refused.
 */
export type XlsxSettings = TypeOf<typeof xlsxSettings>

export const xlsx = defineSource(
  {
    name: 'xlsx',
    summary: 'A sheet of an Excel workbook; needs the package read-excel-file.',
    codec: xlsxSettings,
    endings: ['.xlsx'],
    isTable: true,
    example: { path: 'people.xlsx' },
  },
  (specify) =>
    (path: string, settings: Omit<XlsxSettings, 'path'> = {}): SourceSpec =>
      specify({ path, ...settings }),
)
