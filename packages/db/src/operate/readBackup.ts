import { createHash } from "node:crypto"
import { createReadStream } from "node:fs"
import { createGunzip } from "node:zlib"
import { hashSeal } from "@justesse/work/chain"
import { z } from "zod"
import { chainHash } from "../chain/hash.ts"
import { FORGOTTEN_ABOUT, FORGOTTEN_BODY } from "../work/forgotten.ts"
import { BACKUP_MARK } from "./backup.ts"

/** What a backup says, in its order. */
export type BackupEvent =
  | {
      readonly kind: "head"
      readonly schema: number
      readonly engine: string
      readonly madeAtMs: number
      /** Where the chains of seals end; none in backups of older versions. */
      readonly heads: readonly { readonly chain: number; readonly seq: number; readonly hash: string }[]
    }
  | { readonly kind: "table"; readonly table: string; readonly columns: readonly string[] }
  | { readonly kind: "row"; readonly values: readonly unknown[] }
  | { readonly kind: "blob"; readonly sha256: string; readonly bytes: Uint8Array }
  | { readonly kind: "end"; readonly rows: number; readonly files: number; readonly whole: boolean }

const Head = z.object({
  [BACKUP_MARK]: z.literal(1),
  schema: z.int(),
  engine: z.string(),
  madeAtMs: z.int(),
  heads: z.array(z.object({ chain: z.int(), seq: z.int(), hash: z.string() })).default([]),
})
const Table = z.object({ table: z.string(), columns: z.array(z.string()) })
const Blob = z.object({ blob: z.string(), bytes: z.int().nonnegative() })
const End = z.object({ end: z.literal(true), rows: z.int(), files: z.int(), sha256: z.string() })

const NEWLINE = 10

/** A backup that cannot be read, with the place. */
export class BackupBroken extends Error {
  override readonly name = "BackupBroken"
}

/** Takes whole lines and counted bytes from a stream. */
function taker(source: AsyncIterable<Uint8Array>) {
  const iterator = source[Symbol.asyncIterator]()
  let held: Buffer = Buffer.alloc(0)
  async function more(): Promise<boolean> {
    const next = await iterator.next()
    if (next.done) return false
    held = held.length === 0 ? Buffer.from(next.value) : Buffer.concat([held, next.value])
    return true
  }
  return {
    async line(): Promise<Buffer | null> {
      let from = 0
      for (;;) {
        const at = held.indexOf(NEWLINE, from)
        if (at >= 0) {
          const line = held.subarray(0, at + 1)
          held = held.subarray(at + 1)
          return line
        }
        from = held.length
        if (!(await more())) return null
      }
    },
    async bytes(count: number): Promise<Buffer> {
      const parts: Buffer[] = []
      let missing = count
      while (missing > 0) {
        if (held.length === 0 && !(await more())) throw new BackupBroken("the file ends in the middle of a picture")
        const part = held.subarray(0, missing)
        parts.push(part)
        held = held.subarray(part.length)
        missing -= part.length
      }
      return Buffer.concat(parts)
    },
    close: async () => void (await iterator.return?.()),
  }
}

/** The line as an event; blobs are read by the caller. */
function eventOf(
  value: unknown,
  digest: () => string,
): BackupEvent | { readonly kind: "blobHead"; readonly sha256: string; readonly bytes: number } {
  if (Array.isArray(value)) return { kind: "row", values: value }
  const head = Head.safeParse(value)
  if (head.success) {
    const { schema, engine, madeAtMs, heads } = head.data
    return { kind: "head", schema, engine, madeAtMs, heads }
  }
  const table = Table.safeParse(value)
  if (table.success) return { kind: "table", ...table.data }
  const blob = Blob.safeParse(value)
  if (blob.success) return { kind: "blobHead", sha256: blob.data.blob, bytes: blob.data.bytes }
  const end = End.safeParse(value)
  if (end.success)
    return { kind: "end", rows: end.data.rows, files: end.data.files, whole: end.data.sha256 === digest() }
  throw new BackupBroken("a line that no backup has")
}

/** The unpacked bytes of a file; what gzip cannot unpack is broken, what the disk refuses is the disk's own error. */
async function* unpacked(path: string): AsyncIterable<Uint8Array> {
  const source = createReadStream(path)
  const gunzip = createGunzip()
  source.on("error", (error) => gunzip.destroy(error))
  try {
    yield* source.pipe(gunzip)
  } catch (error) {
    const isOurs = error instanceof Error && "code" in error && String(error.code).startsWith("Z_")
    throw isOurs ? new BackupBroken("the file is not a backup, or is damaged") : error
  } finally {
    source.destroy()
    gunzip.destroy()
  }
}

/** Reads a backup as a stream. Throws {@link BackupBroken} where it cannot go on. */
export async function* readEvents(path: string): AsyncIterable<BackupEvent> {
  const take = taker(unpacked(path))
  try {
    yield* events(take)
  } finally {
    await take.close()
  }
}

async function* events(take: ReturnType<typeof taker>): AsyncIterable<BackupEvent> {
  const hash = createHash("sha256")
  for (let number = 1; ; number++) {
    const line = await take.line()
    if (line === null) throw new BackupBroken("the file ends before its last line")
    let value: unknown
    try {
      value = JSON.parse(line.toString("utf8"))
    } catch {
      throw new BackupBroken(`line ${number} is not JSON`)
    }
    const event = eventOf(value, () => hash.copy().digest("hex"))
    hash.update(line)
    if (event.kind !== "blobHead") {
      // What gzip says of the whole comes after the last line: a damaged end is found only by whoever reads on.
      if (event.kind === "end" && (await take.line()) !== null)
        throw new BackupBroken("the file goes on after its last line")
      yield event
      if (event.kind === "end") return
      continue
    }
    const bytes = await take.bytes(event.bytes)
    hash.update(bytes)
    yield { kind: "blob", sha256: event.sha256, bytes }
  }
}

/** Looks in a backup for the seals that its first line names. */
function headsLooker() {
  const missing = new Map<string, string>()
  return {
    wants(heads: Extract<BackupEvent, { kind: "head" }>["heads"]): void {
      for (const { chain, seq, hash } of heads) missing.set(`${chain}/${seq}`, hash)
    },
    seal(of: (column: string) => unknown): void {
      const [chainId = 0, seq = 0, atMs = 0, rows = 0] = ["chain_id", "seq", "at_ms", "rows"].map((c) => Number(of(c)))
      const seal = { chainId, seq, atMs, rows, rowsHash: String(of("rows_hash")), prevHash: String(of("prev_hash")) }
      const wanted = missing.get(`${chainId}/${seq}`)
      if (wanted !== undefined && hashSeal(seal, chainHash) === wanted) missing.delete(`${chainId}/${seq}`)
    },
    problems: () =>
      [...missing.keys()].map((key) => {
        const [chain, seq] = key.split("/")
        return `seal ${seq} of chain ${chain}, up to which it was made, is not in it`
      }),
  }
}

/** Reads a backup from end to end without restoring it: counts, the hash of the whole, the hash of each picture and answer, the ends of the chains. */
export async function readBackup(
  path: string,
  onFile: (read: number) => Promise<void> = () => Promise.resolve(),
): Promise<{ rows: number; problems: string[] }> {
  let files = 0
  const problems: string[] = []
  let rows = 0
  let columns: readonly string[] = []
  let table = ""
  const sha256 = (data: string | Uint8Array) => createHash("sha256").update(data).digest("hex")
  /** Pictures that are forgotten, and their tasks: what was sent to them is emptied. They come before the answers. */
  const gone = new Set<string>()
  const forgotten = new Set<string>()
  const heads = headsLooker()
  const hashed = (values: readonly unknown[], body: string, sha: string) => {
    const of = (column: string) => values[columns.indexOf(column)]
    const [text, stored] = [of(body), of(sha)]
    if (text === FORGOTTEN_BODY && forgotten.has(`${of("project_id")}/${of("task_id")}`)) return
    if (typeof text === "string" && sha256(text) !== stored)
      problems.push(`${table} row ${rows}: its text is not the one that was stored`)
  }
  try {
    for await (const event of readEvents(path)) {
      if (event.kind === "head") heads.wants(event.heads)
      if (event.kind === "table") ({ table, columns } = event)
      if (event.kind === "row") {
        rows++
        const of = (column: string) => event.values[columns.indexOf(column)]
        if (table === "asset" && of("removed") === 1) gone.add(`${of("project_id")}/${of("id")}`)
        // Before tasks named their picture, both had one number.
        const about = columns.includes("asset_id") ? "asset_id" : "id"
        if (table === "task" && gone.has(`${of("project_id")}/${of(about)}`))
          forgotten.add(`${of("project_id")}/${of("id")}`)
        // A row says so itself; a pair goes with either of its pictures.
        const isGone = of("body") === FORGOTTEN_ABOUT || gone.has(`${of("project_id")}/${of("second_id")}`)
        if (table === "task_about" && isGone) forgotten.add(`${of("project_id")}/${of("task_id")}`)
        if (table === "seal") heads.seal((column) => event.values[columns.indexOf(column)])
        if (table === "submission" || table === "version_body") hashed(event.values, "body", "body_sha256")
      }
      if (event.kind === "blob" && sha256(event.bytes) !== event.sha256)
        problems.push(`picture ${event.sha256}: its bytes are not the ones that were stored`)
      if (event.kind === "blob") await onFile(++files)
      if (event.kind === "end" && !event.whole) problems.push("the content is not the one that was written")
      if (event.kind === "end") problems.push(...heads.problems())
      if (event.kind === "end" && event.rows !== rows) problems.push(`${rows} rows where ${event.rows} were written`)
    }
  } catch (error) {
    if (!(error instanceof BackupBroken)) throw error
    problems.push(error.message)
  }
  return { rows, problems }
}
