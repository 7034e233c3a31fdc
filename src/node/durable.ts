import { open } from 'node:fs/promises'

/** Writes a file and waits until the disk has it, so that a rename afterwards never shows an empty one. */
export const writeDurably = async (path: string, content: string | Uint8Array): Promise<void> => {
  const file = await open(path, 'w')
  try {
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Waits until the disk has the names in a folder. Where folders cannot be opened (Windows), the system sees to it. */
export const syncFolder = async (path: string): Promise<void> => {
  const folder = await open(path, 'r').catch(() => undefined)
  await folder?.sync().catch(() => undefined)
  await folder?.close()
}
