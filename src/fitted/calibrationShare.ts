/**
 * The share of rows that are held out for calibration by default: a tenth from 1,000 rows on, a fifth from 200 rows on (100 of
 * 500: enough to promise 1 %), none of fewer.
 */
export const calibrationShare = (rows: number): number => {
  if (rows >= 1000) return 0.1
  return rows >= 200 ? 0.2 : 0
}
