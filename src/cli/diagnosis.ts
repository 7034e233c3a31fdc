import { counted, drawFault } from '../codec/index.ts'
import { encodeSpec, library } from '../format/index.ts'
import type { DataDiagnosis } from '../node/diagnoseData.ts'
import type { RunDiagnosis } from '../node/diagnoseRun.ts'
import type { IntrinsicDimension } from '../statistics/index.ts'
import type { Finding, LatentSpace, Plausibility } from '../tasks/index.ts'
import { drawShape } from '../tensor/shape.ts'
import type { ExitCode, Output } from './terminal.ts'

/** What the options of a diagnosis say of its output. */
export interface DiagnosisStyle {
  readonly strict: boolean
  readonly verbose: boolean
}

const codeOf = (isClean: boolean, { strict }: DiagnosisStyle): ExitCode => (isClean || !strict ? 0 : 1)

const findingLines = (finding: Finding): ReadonlyArray<string> => {
  const { remedy, ...fault } = finding
  return [
    `${finding.severity}  ${finding.fault}`,
    `  ${drawFault(fault)}`,
    ...(remedy === undefined ? [] : [`  remedy: ${remedy}`]),
  ]
}

const countsOf = (findings: ReadonlyArray<Finding>): string => {
  const faults = findings.filter(({ severity }) => severity === 'fault').length
  const warnings = findings.length - faults
  return findings.length === 0 ? 'nothing found' : `${counted(faults, 'fault')}, ${counted(warnings, 'warning')}`
}

/** The findings of a run: the worst first, each with its place and a remedy. */
export const runOutput = (report: RunDiagnosis, style: DiagnosisStyle): Output => {
  const { findings, passed, skipped, rows, part } = report
  const held = part === undefined ? 'none held out' : `${counted(rows.heldOut, 'row')} of ${part}`
  return {
    lines: [
      ...findings.flatMap(findingLines),
      `${countsOf(findings)} in ${counted(passed.length + new Set(findings.map(({ fault }) => fault)).size, 'diagnosis', 'diagnoses')} on ${counted(rows.training, 'training row')}, ${held}${skipped.length === 0 ? '' : `; ${skipped.length} do not apply${style.verbose ? '' : ' (--verbose)'}`}`,
      ...(style.verbose ? skipped.map(({ diagnosis, why }) => `  ${diagnosis}: ${why}`) : []),
    ],
    json: report,
    code: codeOf(findings.length === 0, style),
  }
}

const line = (name: string, value: string): string => `${name.padEnd(22)} ${value}`

const dimensionText = ({ dimension, low, high }: IntrinsicDimension): string =>
  `${dimension.toFixed(1)} (95 %: ${low.toFixed(1)} to ${high.toFixed(1)})`

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

const groupsText = ({ groups }: LatentSpace): string =>
  groups.length < 2
    ? 'one piece: every row is reached from every other over near neighbours'
    : `${counted(groups.length, 'piece')} without a way between them: ${groups.slice(0, 6).map(percent).join(', ')}${groups.length > 6 ? ', …' : ''} of the rows`

const namesOf = (places: ReadonlyArray<number>, columns: ReadonlyArray<string> | undefined): string =>
  places
    .slice(0, 5)
    .map((j) => columns?.[j] ?? String(j))
    .join(', ') + (places.length > 5 ? ', …' : '')

const spaceLines = ({ space, columns }: DataDiagnosis): ReadonlyArray<string> => {
  const { components, dimensions, outliers, constants } = space
  return [
    line(
      'rows',
      `${counted(space.rows, 'row')} of ${counted(space.columns, 'number')} after preprocessing, ${counted(space.sampled, 'row')} compared`,
    ),
    ...(constants.length === 0
      ? []
      : [line('constant', `${counted(constants.length, 'column')}: ${namesOf(constants, columns)}`)]),
    line('duplicates', `${percent(space.duplicates / space.sampled)} of the rows equal another one`),
    line(
      'principal components',
      `${components[90]}, ${components[95]}, ${components[99]} for 90, 95, 99 % of the variance`,
    ),
    line('dimension, TwoNN', dimensionText(dimensions.twoNN)),
    line('dimension, likelihood', dimensionText(dimensions.maximumLikelihood)),
    line('  columns shuffled', dimensionText(dimensions.shuffled)),
    line(
      '  by scale',
      dimensions.byScale.map(({ points, dimension }) => `${dimension.toFixed(1)} with ${points}`).join(', '),
    ),
    line('nearest neighbour', `${space.nearness.toFixed(2)} times as far as with shuffled columns`),
    line('continuity', groupsText(space)),
    line(
      'outliers',
      `1 % of the rows have ${percent(outliers.share)} of the variance; the first are rows ${outliers.first.map(({ row }) => row + 1).join(', ')}`,
    ),
  ]
}

const verdicts: Readonly<Record<Plausibility, string>> = {
  plausible: 'an autoencoder suits these rows',
  doubtful: 'an autoencoder hardly compresses these rows',
  implausible: 'an autoencoder does not compress these rows',
}

/** What rows show, and what is proposed for them. */
export const dataOutput = (diagnosis: DataDiagnosis, style: DiagnosisStyle): Output => {
  const { space, proposal, spec, path } = diagnosis
  const { encoder, decoder } = spec.model
  const layers = encoder.layers.map(({ layer, units }) => (typeof units === 'number' ? `${layer}(${units})` : layer))
  return {
    lines: [
      ...spaceLines(diagnosis),
      '',
      `${verdicts[proposal.plausibility]}:`,
      ...proposal.reasons.map((reason) => `  ${reason}`),
      `proposed: ${drawShape(encoder.input)} → ${drawShape(decoder.input)}, encoder ${layers.join(', ')}, loss ${spec.model.loss.map(({ term }) => term).join(', ')}`,
      path === undefined ? 'write it with --out FILE.ts' : `wrote ${path}; train it with: isthmus train ${path}`,
    ],
    json: {
      ...space,
      proposal,
      spec: encodeSpec(library, { kind: 'experiment', ...spec }),
      ...(path === undefined ? {} : { path }),
    },
    code: codeOf(proposal.plausibility === 'plausible', style),
  }
}
