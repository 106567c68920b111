import { JustesseError } from "@justesse/types"
import type { FileEntry, FileSet } from "../io/fileSet.ts"
import { groupPictures, openParquet, type ParquetFile, parquetRows } from "./file.ts"
import { parquetFiles, rowName } from "./index.ts"

/** Where a picture is inside a table. */
interface Inside {
  readonly file: ParquetFile
  readonly group: number
  readonly row: number
  readonly sizeBytes: number
}

/**
 * A set with the pictures inside its Parquet tables beside its own files, under the names that reading gives their records:
 * whoever imports from it finds them as it finds any picture. A set without such tables is given back as it is. Listing
 * reads each table once; opening keeps the group of rows that was opened last, so that pictures in order cost one reading.
 */
export async function withTablePictures(files: FileSet): Promise<FileSet> {
  const tables: ParquetFile[] = []
  for (const { name, sizeBytes } of await parquetFiles(files)) {
    const file = await openParquet(files, name, sizeBytes)
    if (!("problem" in file) && file.left.length > 0) tables.push(file)
  }
  if (tables.length === 0) return files
  let known: Promise<ReadonlyMap<string, Inside>> | null = null
  const inside = () => (known ??= picturesInside(tables, files))
  let last: { file: ParquetFile; group: number; pictures: (Uint8Array | null)[] } | null = null
  return {
    async list(): Promise<readonly FileEntry[]> {
      const own = [...(await inside())].map(([name, { sizeBytes }]) => ({ name, sizeBytes }))
      return [...(await files.list()), ...own]
    },
    async *open(name, range) {
      const entry = (await inside()).get(name)
      if (!entry) {
        yield* files.open(name, range)
        return
      }
      const { file, group, row } = entry
      if (last?.file !== file || last.group !== group)
        last = { file, group, pictures: await groupPictures(file, group) }
      const bytes = last.pictures[row]
      if (!bytes) throw new JustesseError("not_found", { name })
      yield bytes.subarray(range?.start ?? 0, range?.end ?? bytes.length)
    },
  }
}

/** The pictures of tables by name; a name that a file of the set has already, or a row before, stays theirs. */
async function picturesInside(tables: readonly ParquetFile[], files: FileSet): Promise<ReadonlyMap<string, Inside>> {
  const taken = new Set((await files.list()).map(({ name }) => name))
  const found = new Map<string, Inside>()
  for (const file of tables) {
    let group = -1
    for await (const rows of parquetRows(file)) {
      group++
      if ("problem" in rows) continue
      for (const [row, bytes] of (await groupPictures(file, group)).entries()) {
        const name = rowName(rows.rows[row] ?? {}, file.name, rows.first + row)
        if (bytes === null || name === null || taken.has(name)) continue
        taken.add(name)
        found.set(name, { file, group, row, sizeBytes: bytes.length })
      }
    }
  }
  return found
}
