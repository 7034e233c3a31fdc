import { modules, roomOf } from './modules.ts'
import { rooms } from './rooms.ts'
import { walks } from './walks.ts'

/** The arrows between rooms that the imports of src make. */
const arrows = (): ReadonlyMap<string, ReadonlySet<string>> => {
  const found = new Map<string, Set<string>>()
  for (const { name, targets } of modules)
    for (const target of targets) {
      const [from, to] = [roomOf(name), roomOf(target)]
      if (from !== to) found.set(from, (found.get(from) ?? new Set<string>()).add(to))
    }
  return found
}

/** The arrows without those that follow from others: A → C where A → B → C. */
const reduced = (all: ReadonlyMap<string, ReadonlySet<string>>): ReadonlyArray<readonly [from: string, to: string]> => {
  const reaches = (from: string, to: string): boolean =>
    [...(all.get(from) ?? [])].some((next) => next === to || reaches(next, to))
  return [...all].flatMap(([from, targets]) =>
    [...targets]
      .filter((to) => ![...targets].some((other) => other !== to && reaches(other, to)))
      .map((to) => [from, to] as const),
  )
}

const idOf = (room: string): string => room.replace(/\W/g, '_')

/** docs/architecture.md: the picture of rooms and arrows, a sentence for each room, and three walks through the files. */
export const architectureText = (): string =>
  [
    '# Architecture',
    '',
    'Each folder of `src` is a room, and an arrow from A to B says that files of A import files of B. Arrows that follow from',
    'others are left out. `npm run reference` makes this page from the imports; tests check that it is up to date, that',
    'there are no cycles, and that rooms import only what `test/architecture/rooms.ts` allows.',
    '',
    '```mermaid',
    'graph TD',
    ...Object.keys(rooms).map((room) => `  ${idOf(room)}["${room}"]`),
    ...reduced(arrows()).map(([from, to]) => `  ${idOf(from)} --> ${idOf(to)}`),
    '```',
    '',
    '| room | what it is for |',
    '| --- | --- |',
    ...Object.entries(rooms).map(([room, { purpose }]) => `| \`${room}\` | ${purpose} |`),
    '',
    ...walks.flatMap(({ title, steps }) => [
      `## ${title}: ${steps.length} files`,
      '',
      ...steps.map(({ file, what }, i) => `${i + 1}. [${file}](../src/${file}): ${what}`),
      '',
    ]),
  ].join('\n')
