import { createReadStream } from "node:fs"
import { opendir, readdir, readFile, stat } from "node:fs/promises"
import { basename, dirname, join, relative, sep } from "node:path"
import type { ByteRange, FileEntry, FileSet } from "@justesse/formats"
import { JustesseError } from "@justesse/types"
import { zipSet } from "./zip/set.ts"

/** A FileSet that holds something open (zips). `pathOf`: where a file lies on the disk; null for files inside zips. */
export type OpenFileSet = FileSet & { close(): void; pathOf(name: string): string | null }

/** Every file under `folder` with its path from there, in order of name. A folder that is not there holds nothing. */
export async function filesUnder(folder: string): Promise<FileEntry[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => [])
  const files = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const path = join(entry.parentPath, entry.name)
        return { name: relative(folder, path).split(sep).join("/"), sizeBytes: (await stat(path)).size }
      }),
  )
  return files.sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Whether a path is a file, or a folder with a file somewhere below it that can be listed; ends at the first one. */
export async function hasFiles(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null)
  if (!found?.isDirectory()) return found?.isFile() ?? false
  try {
    for await (const entry of await opendir(path, { recursive: true })) if (entry.isFile()) return true
  } catch {
    // What may not be listed is told when it is read.
  }
  return false
}

/** Files up to this size are read at once, which costs a third of a stream. */
const AT_ONCE_BYTES = 1_000_000

async function* readSlice(path: string, { name, sizeBytes }: FileEntry, range?: ByteRange): AsyncGenerator<Uint8Array> {
  if (range && range.end <= range.start) return
  try {
    if (!range && sizeBytes <= AT_ONCE_BYTES) return yield await readFile(path)
    yield* createReadStream(path, range ? { start: range.start, end: range.end - 1 } : {})
  } catch {
    throw new JustesseError("file_unreadable", { file: name })
  }
}

interface Member {
  readonly entry: FileEntry
  /** Where it lies; null inside a zip. */
  readonly path: string | null
  open(range?: ByteRange): AsyncIterable<Uint8Array>
}

const isZip = (name: string) => /\.zip$/i.test(name)

/** Members of a folder of several files; a zip in it stands for its files, under the zip's name without the ending. */
async function membersOf(folder: string, names: readonly FileEntry[], close: (() => void)[]): Promise<Member[]> {
  const members: Member[] = []
  for (const entry of names) {
    const path = join(folder, ...entry.name.split("/"))
    if (!isZip(entry.name)) {
      members.push({ entry, path, open: (range) => readSlice(path, entry, range) })
      continue
    }
    const zip = await zipSet(path, entry.sizeBytes)
    close.push(zip.close)
    const prefix = `${entry.name.slice(0, -".zip".length)}/`
    for (const inner of await zip.list())
      members.push({
        entry: { ...inner, name: prefix + inner.name },
        path: null,
        open: (range) => zip.open(inner.name, range),
      })
  }
  return members
}

/**
 * The files at `path`: a folder with everything below it, a zip, or one file. Zips inside are read through, without unpacking.
 *
 * @throws JustesseError not_found when nothing is there, file_unreadable for a zip that is none
 */
export async function filesAt(path: string): Promise<OpenFileSet> {
  const found = await stat(path).catch(() => null)
  if (!found) throw new JustesseError("not_found", { file: path })
  const folder = found.isDirectory() ? path : dirname(path)
  const names = found.isDirectory() ? await filesUnder(path) : [{ name: basename(path), sizeBytes: found.size }]
  const [lone] = names
  if (names.length === 1 && lone && isZip(lone.name)) {
    const zip = await zipSet(join(folder, ...lone.name.split("/")), lone.sizeBytes)
    return { ...zip, pathOf: () => null }
  }
  const close: (() => void)[] = []
  const listed = await membersOf(folder, names, close).catch((error: unknown) => {
    for (const end of close) end()
    throw error
  })
  const members = new Map(listed.map((member) => [member.entry.name, member]))
  const list = [...members.values()].map((member) => member.entry)
  return {
    list: async () => list,
    open(name, range) {
      const member = members.get(name)
      if (!member) throw new JustesseError("not_found", { file: name })
      return member.open(range)
    },
    pathOf: (name) => members.get(name)?.path ?? null,
    close: () => {
      for (const end of close) end()
    },
  }
}
