import type { DBSchema } from "idb"
import { lazyDatabase, orNothing } from "../browser/database.ts"
import type { SendAs } from "./named.ts"

/** A drop of files as it is kept on this computer, so that it goes on after the page was closed. */
export interface KeptBatch {
  readonly batch: string
  readonly project: string
  readonly name: string
  readonly as: SendAs
  /** The waiting import that more files are for; null for a new one. */
  readonly importId: number | null
  readonly files: readonly { readonly path: string; readonly size: number }[]
  /** Whether the bytes are kept too; else they have to be chosen again. */
  readonly withBytes: boolean
  readonly keptAtMs: number
}

interface Schema extends DBSchema {
  batches: { key: string; value: KeptBatch }
  files: { key: string; value: { key: string; batch: string; file: Blob }; indexes: { batch: string } }
}

/** Bytes of drops that are kept on this computer; larger ones are chosen again. */
const MOST_BYTES = 2e9
/** Half-sent files of the server are gone after a day; what is whole stays longer. */
const FORGET_AFTER_MS = 14 * 86_400_000

const database = lazyDatabase<Schema>("justesse-uploads", (db) => {
  db.createObjectStore("batches", { keyPath: "batch" })
  db.createObjectStore("files", { keyPath: "key" }).createIndex("batch", "batch")
})

const keyOf = (batch: string, path: string) => `${batch}/${path}`

/** Keeps a drop, with its bytes where there is room. A browser that keeps nothing (private windows) just does not resume. */
export function keepBatch(
  batch: Omit<KeptBatch, "withBytes" | "keptAtMs">,
  files: ReadonlyMap<string, Blob>,
): Promise<void> {
  return orNothing(async () => {
    const bytes = [...files.values()].reduce((sum, file) => sum + file.size, 0)
    const { quota = 0, usage = 0 } = (await navigator.storage?.estimate?.()) ?? {}
    const withBytes = bytes <= MOST_BYTES && bytes < (quota - usage) / 2
    const db = await database()
    await db.put("batches", { ...batch, withBytes, keptAtMs: Date.now() })
    if (!withBytes) return
    const writing = db.transaction("files", "readwrite")
    for (const [path, file] of files)
      void writing.store.put({ key: keyOf(batch.batch, path), batch: batch.batch, file }).catch(() => undefined)
    await writing.done
  }, undefined)
}

/** Drops that were on their way when the page was closed. */
export function keptBatches(): Promise<readonly KeptBatch[]> {
  return orNothing(async () => {
    const all = await (await database()).getAll("batches")
    const old = all.filter((one) => one.keptAtMs < Date.now() - FORGET_AFTER_MS)
    await Promise.all(old.map((one) => forgetBatch(one.batch)))
    return all.filter((one) => !old.includes(one))
  }, [])
}

/** The bytes of a kept file; null where they were not kept. */
export function keptFile(batch: string, path: string): Promise<Blob | null> {
  return orNothing(async () => (await (await database()).get("files", keyOf(batch, path)))?.file ?? null, null)
}

/** Forgets files that have arrived, all together. */
export async function forgetFiles(batch: string, paths: readonly string[]): Promise<void> {
  if (paths.length > 0) await forgetKeys(paths.map((path) => keyOf(batch, path)))
}

/** Forgets a drop with all its files. */
export function forgetBatch(batch: string): Promise<void> {
  return orNothing(async () => {
    const db = await database()
    await forgetKeys(await db.getAllKeysFromIndex("files", "batch", batch))
    await db.delete("batches", batch)
  }, undefined)
}

function forgetKeys(keys: readonly string[]): Promise<void> {
  return orNothing(async () => {
    const forgetting = (await database()).transaction("files", "readwrite")
    for (const key of keys) void forgetting.store.delete(key).catch(() => undefined)
    await forgetting.done
  }, undefined)
}
