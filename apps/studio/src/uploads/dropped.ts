import type { NamedFile } from "./named.ts"

/** Files of a drop, folders opened, each with its path inside the drop. */
export async function droppedFiles(transfer: DataTransfer): Promise<NamedFile[]> {
  const entries = [...transfer.items].flatMap((item) => {
    const entry = item.kind === "file" ? item.webkitGetAsEntry() : null
    return entry ? [entry] : []
  })
  if (entries.length === 0) return [...transfer.files].map((file) => ({ path: file.name, file }))
  return (await Promise.all(entries.map((entry) => filesOf(entry, "")))).flat()
}

/** Files chosen in a dialog; a chosen folder keeps its paths. */
export function chosenFiles(list: FileList): NamedFile[] {
  return [...list].map((file) => ({ path: file.webkitRelativePath || file.name, file }))
}

async function filesOf(entry: FileSystemEntry, before: string): Promise<NamedFile[]> {
  if (entry.name.startsWith(".")) return []
  const path = before + entry.name
  if (isFile(entry)) return [{ path, file: await new Promise<File>((done, failed) => entry.file(done, failed)) }]
  if (!isFolder(entry)) return []
  const inside = await children(entry)
  return (await Promise.all(inside.map((child) => filesOf(child, `${path}/`)))).flat()
}

async function children(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader()
  const all: FileSystemEntry[] = []
  // A reader gives at most 100 entries a time, and an empty list at the end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((done, failed) => reader.readEntries(done, failed))
    if (some.length === 0) return all
    all.push(...some)
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory
}
