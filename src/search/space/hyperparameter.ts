import type { BuiltDistribution } from '../distributions/index.ts'

/** A choice, and the option of it that must be chosen. */
export interface Branch {
  readonly choice: string
  readonly option: number
}

/** A distribution of a space, which all distributions of its name share. */
export interface Hyperparameter {
  /** Its name, or else its place in the space: `model.encoder.layers[1].units`. */
  readonly name: string
  readonly distribution: BuiltDistribution
  /** Where it stands: inside these options, one list for each place. It exists if all options of one list are chosen. */
  readonly when: ReadonlyArray<ReadonlyArray<Branch>>
}

/** The values of hyperparameters by name; that of a choice is the position of its option. */
export type Values = Readonly<Record<string, number>>

/** Whether a hyperparameter exists where the others have these values. */
export const isActive = (
  all: ReadonlyArray<Hyperparameter>,
  { when }: Pick<Hyperparameter, 'when'>,
  values: Values,
): boolean =>
  when.some((branches) =>
    branches.every(({ choice, option }) => {
      const parent = all.find(({ name }) => name === choice)
      return values[choice] === option && (parent === undefined || isActive(all, parent, values))
    }),
  )

/** The values of those hyperparameters that exist. */
export const activeValues = (all: ReadonlyArray<Hyperparameter>, values: Values): Values =>
  Object.fromEntries(
    all.flatMap((one) => {
      const value = values[one.name]
      return value === undefined || !isActive(all, one, values) ? [] : [[one.name, value]]
    }),
  )

/** How deep a hyperparameter stands inside of choices. */
const depthOf = (all: ReadonlyArray<Hyperparameter>, { when }: Hyperparameter): number =>
  Math.max(
    ...when.map((branches) =>
      branches.reduce((depth, { choice }) => {
        const parent = all.find(({ name }) => name === choice)
        return Math.max(depth, 1 + (parent === undefined ? 0 : depthOf(all, parent)))
      }, 0),
    ),
  )

/** Choices before what stands in their options. */
export const parentsFirst = (all: ReadonlyArray<Hyperparameter>): ReadonlyArray<Hyperparameter> =>
  all
    .map((one) => ({ one, depth: depthOf(all, one) }))
    .toSorted((a, b) => a.depth - b.depth)
    .map(({ one }) => one)

/** Values as people read them: the option of a choice, where it is short, else its position, counted from 1. */
export const showValue = ({ distribution: { options, levels } }: Hyperparameter, value: number): string => {
  if (options === undefined) return levels === undefined ? String(Number(value.toPrecision(4))) : String(value)
  return showOption(options[value], value)
}

const longest = 28

/** An option in short: the names of layers, else JSON, else its position. */
const showOption = (option: unknown, position: number): string => {
  if (typeof option === 'string' || typeof option === 'number' || typeof option === 'boolean') return String(option)
  const names = namesIn(option)
  if (names.length > 0 && names.join(' ').length <= longest) return names.join(' ')
  return Array.isArray(option) && option.length === 0 ? 'nothing' : `option ${position + 1}`
}

/** The names of the layers, terms or updates of an option, from the outside. */
const namesIn = (option: unknown): ReadonlyArray<string> => {
  if (Array.isArray(option)) return option.flatMap(namesIn)
  if (typeof option !== 'object' || option === null) return []
  const entry: Readonly<Record<string, unknown>> = { ...option }
  const name = entry['layer'] ?? entry['term'] ?? entry['update'] ?? entry['schedule']
  return typeof name === 'string' ? [typeof entry['units'] === 'number' ? `${name}(${entry['units']})` : name] : []
}
