import { type DBSchema, type IDBPDatabase, openDB } from "idb"
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

let opening: Promise<IDBPDatabase<Schema>> | null = null

function database(): Promise<IDBPDatabase<Schema>> {
  opening ??= openDB<Schema>("justesse-uploads", 1, {
    upgrade(db) {
      db.createObjectStore("batches", { keyPath: "batch" })
      db.createObjectStore("files", { keyPath: "key" }).createIndex("batch", "batch")
    },
  })
  return opening
}

const keyOf = (batch: string, path: string) => `${batch}/${path}`

/** Keeps a drop, with its bytes where there is room. A browser that keeps nothing (private windows) just does not resume. */
export async function keepBatch(
  batch: Omit<KeptBatch, "withBytes" | "keptAtMs">,
  files: ReadonlyMap<string, Blob>,
): Promise<void> {
  try {
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
  } catch {
    // What cannot be kept is sent all the same.
  }
}

/** Drops that were on their way when the page was closed. */
export async function keptBatches(): Promise<readonly KeptBatch[]> {
  try {
    const all = await (await database()).getAll("batches")
    const old = all.filter((one) => one.keptAtMs < Date.now() - FORGET_AFTER_MS)
    await Promise.all(old.map((one) => forgetBatch(one.batch)))
    return all.filter((one) => !old.includes(one))
  } catch {
    return []
  }
}

/** The bytes of a kept file; null where they were not kept. */
export async function keptFile(batch: string, path: string): Promise<Blob | null> {
  try {
    return (await (await database()).get("files", keyOf(batch, path)))?.file ?? null
  } catch {
    return null
  }
}

/** Forgets files that have arrived, all together. */
export async function forgetFiles(batch: string, paths: readonly string[]): Promise<void> {
  if (paths.length === 0) return
  try {
    const forgetting = (await database()).transaction("files", "readwrite")
    for (const path of paths) void forgetting.store.delete(keyOf(batch, path)).catch(() => undefined)
    await forgetting.done
  } catch {
    // Nothing was kept.
  }
}

/** Forgets a drop with all its files. */
export async function forgetBatch(batch: string): Promise<void> {
  try {
    const db = await database()
    const keys = await db.getAllKeysFromIndex("files", "batch", batch)
    const forgetting = db.transaction("files", "readwrite")
    for (const key of keys) void forgetting.store.delete(key).catch(() => undefined)
    await forgetting.done
    await db.delete("batches", batch)
  } catch {
    // Nothing was kept.
  }
}
