import { orThrow } from '../../codec/index.ts'
import type { ArrayLayout } from '../arrays/arrayLayout.ts'
import { checkLayout } from '../arrays/arrayLayout.ts'
import { chosenName } from '../arrays/chosenName.ts'
import type { SafetensorsEntry } from '../arrays/safetensorsHeader.ts'
import { parseSafetensorsHeader } from '../arrays/safetensorsHeader.ts'
import type { SafetensorsSettings } from '../sources/safetensors.ts'
import type { Opened } from '../sources/source.ts'
import type { FallibleTask } from '../task.ts'
import { arrayRows } from './bytes/arrayRows.ts'
import type { ByteSource } from './bytes/byteSource.ts'
import { broken, readExactly } from './bytes/byteSource.ts'
import { openFile, using } from './bytes/fileBytes.ts'
import { checkLabels, readLabelArray } from './bytes/labels.ts'
import { reading } from './bytes/reading.ts'

/** The same limit as in the Rust library of the format. */
const maxHeaderLength = 100_000_000

/** The tensors of a file as layouts; a dtype that we do not read is refused. */
const layoutOf = (where: string, base: number, entry: SafetensorsEntry): ArrayLayout => {
  const { name, dtype, type, shape, start } = entry
  if (type !== undefined)
    return orThrow(checkLayout({ type, shape, isFortran: false, start: base + start }, `${where}, "${name}"`))
  throw broken({
    fault: 'wrong type',
    where: `${where}, "${name}"`,
    expected: 'a tensor of floats, whole numbers or booleans',
    found: `dtype ${dtype.slice(0, 40)}`,
    remedy: 'save it as float32: tensor.to(torch.float32)',
  })
}

const readHeader = async (source: ByteSource & { readonly size: number }) => {
  const bytes = await readExactly(source, 0, 8, 'the length of the header')
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true))
  const base = 8 + length
  if (length > maxHeaderLength || base > source.size)
    throw broken({
      fault: 'broken file',
      where: `${source.name}, byte 0`,
      expected: 'a safetensors file',
      found: `a header of ${length} bytes in a file of ${source.size}`,
      remedy: 'restore it from a copy',
    })
  const header = await readExactly(source, 8, length, 'the header')
  return { base, entries: orThrow(parseSafetensorsHeader(header, source.size - base, source.name)).entries }
}

/** The rows of a tensor of a safetensors file, read as a stream. */
export const openSafetensors = ({ path, tensor, label, rows }: SafetensorsSettings): FallibleTask<Opened> =>
  reading(path, 'a safetensors file', () =>
    using(openFile(path), async (source) => {
      const { base, entries } = await readHeader(source)
      const byName = new Map(entries.map((entry) => [entry.name, entry]))
      const names = [...byName.keys()].toSorted()
      const find = (wanted: string | undefined, setting: string): ArrayLayout => {
        const candidates = names.filter((name) => name !== label)
        const name = orThrow(chosenName(wanted, { where: path, setting, names, candidates }))
        const entry = byName.get(name)
        if (entry === undefined) throw new Error(`${path} has no tensor ${name}`)
        return layoutOf(path, base, entry)
      }
      const layout = find(tensor, 'tensor')
      const labels = label === undefined ? undefined : await readLabelArray(source, find(label, 'label'), false)
      checkLabels(labels, layout.shape[0] ?? 0, `${path}, "${label}"`)
      return { rows: arrayRows(() => openFile(path), layout, { where: path, rows, labels }) }
    }),
  )
