import { createHash } from "node:crypto"
import { createWriteStream } from "node:fs"
import { open, readFile, rename, rm, stat } from "node:fs/promises"
import { dirname } from "node:path"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { constants, createGzip } from "node:zlib"
import { JustesseError } from "@justesse/types"
import { BLOB_COLUMNS } from "../assets/blobColumns.ts"
import { diskBlobs } from "../blobs.ts"
import { makeFolder } from "../makeFolder.ts"
import type { Storage } from "../storage.ts"
import { type ReadTable, type Row, withSnapshot } from "./snapshot.ts"
import { TABLES_IN_ORDER } from "./tables.ts"

/**
 * A backup is one gzip stream of lines: a head, which names the end of each chain of seals, `{"table",…}` before the rows of each table (one JSON array of values a line),
 * `{"blob","bytes"}` before each file's bytes, and a tail with counts and the SHA-256 of all before it.
 */
export const BACKUP_MARK = "justesse-backup"

interface BackupWanted {
  readonly blobsDir: string
  readonly to: string
  readonly madeAtMs: number
  /** Also the originals that lie in files outside of the data folder; a restore makes own copies of them. */
  readonly withLinked?: boolean
  /** Files written of all, once the rows are in it. */
  readonly onProgress?: (done: number, total: number) => Promise<void>
}

/** Originals outside of the data folder, as a backup met them. */
interface BackupLinked {
  /** In it, and how large they are. */
  readonly files: number
  readonly bytes: number
  /** Not in it, because nobody asked for them. */
  readonly leftFiles: number
  readonly leftBytes: number
  /** Not in it although they were asked for: their files are gone or have other bytes by now. */
  readonly lost: number
}

/** Values that both engines can give back: dates as ISO text, booleans as 0 and 1. */
function plain(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString()
  if (typeof value === "boolean") return value ? 1 : 0
  return value
}

function blobsOf(rows: readonly Row[]): string[] {
  return rows.flatMap((row) => BLOB_COLUMNS.map((column) => row[column]).filter((sha) => typeof sha === "string"))
}

const PICTURE = /blob:([0-9a-f]{64})/g

/** What was met while rows were written. */
interface Seen {
  rows: number
  readonly blobs: Set<string>
  readonly linked: Map<string, { readonly path: string; readonly bytes: number }>
}

async function* tableLines(read: ReadTable, table: string, seen: Seen): AsyncIterable<string> {
  let columns: string[] | null = null
  for await (const rows of read(table)) {
    if (table === "asset") for (const sha of blobsOf(rows)) seen.blobs.add(sha)
    if (table === "linked_file")
      for (const row of rows)
        seen.linked.set(String(row["sha256"]), { path: String(row["path"]), bytes: Number(row["bytes"]) })
    if (table === "guideline_version")
      for (const row of rows) for (const match of String(row.markdown).matchAll(PICTURE)) seen.blobs.add(match[1] ?? "")
    for (const row of rows) {
      if (columns === null) {
        columns = Object.keys(row)
        yield `${JSON.stringify({ table, columns })}\n`
      }
      yield `${JSON.stringify(columns.map((column) => plain(row[column])))}\n`
      seen.rows++
    }
  }
}

/** The schema of what is read: an older one when the backup is made before a migration. */
async function schemaOf(read: ReadTable): Promise<number> {
  let version = 0
  for await (const rows of read("schema_version"))
    for (const row of rows) version = Math.max(version, Number(row.version))
  return version
}

/** Where the chains end, as of the same moment. */
async function headsOf(read: ReadTable): Promise<{ chain: number; seq: number; hash: string }[]> {
  const heads: { chain: number; seq: number; hash: string }[] = []
  for await (const rows of read("chain"))
    for (const row of rows) heads.push({ chain: Number(row.id), seq: Number(row.seq), hash: String(row.hash) })
  return heads.filter(({ seq }) => seq > 0)
}

/** The bytes of a linked original, read whole as a restore takes them; null where they are not those of the hash any more. */
async function linkedBytes(path: string, sha256: string): Promise<Uint8Array | null> {
  const bytes = await readFile(path).catch(() => null)
  if (bytes === null || createHash("sha256").update(bytes).digest("hex") !== sha256) return null
  return bytes
}

async function* content(
  read: ReadTable,
  wanted: BackupWanted,
  engine: string,
  linked: { -readonly [Name in keyof BackupLinked]: number },
): AsyncIterable<Uint8Array> {
  const hash = createHash("sha256")
  const seen: Seen = { rows: 0, blobs: new Set(), linked: new Map() }
  const out = (chunk: Uint8Array) => {
    hash.update(chunk)
    return chunk
  }
  const [schema, heads] = [await schemaOf(read), await headsOf(read)]
  const head = { [BACKUP_MARK]: 1, schema, engine, madeAtMs: wanted.madeAtMs, heads }
  yield out(Buffer.from(`${JSON.stringify(head)}\n`))
  for (const table of TABLES_IN_ORDER)
    for await (const line of tableLines(read, table, seen)) yield out(Buffer.from(line))
  const blobs = diskBlobs(wanted.blobsDir)
  let files = 0
  const all = [...seen.blobs].sort()
  for (const [done, sha] of all.entries()) {
    await wanted.onProgress?.(done, all.length)
    if (!(await blobs.has(sha))) {
      const link = seen.linked.get(sha)
      if (link && !wanted.withLinked) {
        linked.leftFiles++
        linked.leftBytes += link.bytes
      }
      if (!link || !wanted.withLinked) continue
      const bytes = await linkedBytes(link.path, sha)
      if (bytes === null) {
        linked.lost++
        continue
      }
      yield out(Buffer.from(`${JSON.stringify({ blob: sha, bytes: bytes.length })}\n`))
      yield out(bytes)
      linked.files++
      linked.bytes += bytes.length
      files++
      continue
    }
    const { size } = await stat(blobs.path(sha))
    yield out(Buffer.from(`${JSON.stringify({ blob: sha, bytes: size })}\n`))
    for await (const chunk of await blobs.open(sha)) yield out(chunk)
    files++
  }
  const end = { end: true, rows: seen.rows, files, linked, sha256: hash.digest("hex") }
  yield Buffer.from(`${JSON.stringify(end)}\n`)
}

/**
 * Writes everything of a storage and its files into one file, as of one moment, while people go on working. Written aside,
 * fsynced, renamed: a backup under its name is whole. Says which originals outside of the data folder are in it.
 *
 * @throws JustesseError storage_full when the disk has no room for it
 */
export async function makeBackup(storage: Storage, wanted: BackupWanted): Promise<BackupLinked> {
  const linked = { files: 0, bytes: 0, leftFiles: 0, leftBytes: 0, lost: 0 }
  const aside = `${wanted.to}.part`
  makeFolder(dirname(wanted.to), 0o700)
  try {
    await withSnapshot(storage, (read) =>
      pipeline(
        Readable.from(content(read, wanted, storage.engine, linked), { objectMode: false }),
        createGzip({ level: constants.Z_BEST_SPEED }),
        createWriteStream(aside, { mode: 0o600 }),
      ),
    )
    const file = await open(aside, "r+")
    await file.sync()
    await file.close()
    await rename(aside, wanted.to)
    return linked
  } catch (error) {
    await rm(aside, { force: true })
    if (error instanceof Error && "code" in error && error.code === "ENOSPC") throw new JustesseError("storage_full")
    throw error
  }
}
