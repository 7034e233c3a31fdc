import type { TypeOf } from '../../codec/index.ts'
import { integer, string, struct } from '../../codec/index.ts'
import type { SourceSpec } from './source.ts'
import { defineSource } from './source.ts'

export const timeSeriesSettings = struct(
  { path: string('the path of a file of time series (.ts)', { minLength: 1 }) },
  { rows: integer({ minimum: 1 }) },
)

/**
 * Time series in the `.ts` format of the UEA and UCR archive and of sktime: channels split by colons, values by commas, the
 * class at the end of the line. All series must be of one length t: rows are [t] where there is one channel, else
 * [channels, t]. `?` is a missing value. The file may be compressed with gzip.
 */
export type TimeSeriesSettings = TypeOf<typeof timeSeriesSettings>

export const timeSeries = defineSource(
  {
    name: 'timeSeries',
    summary: 'Time series of one length with their classes, in the .ts format of UCR, UEA and sktime.',
    codec: timeSeriesSettings,
    endings: ['.ts', '.ts.gz'],
    example: { path: 'GunPoint_TRAIN.ts' },
  },
  (specify) =>
    (path: string, settings: Omit<TimeSeriesSettings, 'path'> = {}): SourceSpec =>
      specify({ path, ...settings }),
)
