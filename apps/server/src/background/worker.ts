import { createHash } from "node:crypto"
import { join } from "node:path"
import { type MessagePort, workerData } from "node:worker_threads"
import type { BackgroundCall, BackgroundNews, BackgroundTasks } from "@justesse/api/core/background"
import { answerBackground, type BackgroundDeps } from "@justesse/api/jobs/background"
import { diskBlobs, linkedBlobs, openStorage } from "@justesse/db"
import { type ErrorCode, type ErrorDetail, JustesseError } from "@justesse/types"
import { lowerThreadPriority } from "../children/priority.ts"
import { outboxFolder } from "../files/folders.ts"
import { zipFiles } from "../files/zip/index.ts"

/** Where a data folder lies; what each thread of the pool is told. */
export interface BackgroundSetting {
  readonly dataDir: string
  readonly databaseUrl: string | null
}

/** Errors lose their class between threads, so a failure travels as a value. */
export type BackgroundAnswer =
  | { readonly ok: BackgroundTasks[keyof BackgroundTasks]["output"] }
  | { readonly failed: { readonly code: ErrorCode; readonly detail: ErrorDetail } }

/** A task with the port on which its news go out and each is answered once it was taken. */
export interface BackgroundOrder {
  readonly call: BackgroundCall
  readonly port: MessagePort
}

const NEWS_EVERY_MS = 200

lowerThreadPriority()

async function opened(): Promise<BackgroundDeps> {
  const { dataDir, databaseUrl } = parseSetting(workerData)
  const at = databaseUrl === null ? { file: join(dataDir, "justesse.db") } : { url: databaseUrl }
  const storage = await openStorage({ ...at, readOnly: true })
  return {
    storage,
    blobs: linkedBlobs(diskBlobs(join(dataDir, "blobs")), storage.db),
    outbox: outboxFolder(join(dataDir, "exports")),
    zip: zipFiles,
    nowMs: () => Date.now(),
    sha256: (data) => createHash("sha256").update(data).digest("hex"),
  }
}

/** The pool puts its own data beside ours. */
function parseSetting(data: unknown): BackgroundSetting {
  const own = Array.isArray(data) ? data.find((part) => part && typeof part === "object" && "dataDir" in part) : data
  return own as BackgroundSetting // written by `backgroundPool` alone
}

let kept: Promise<BackgroundDeps> | null = null

/** The storage, opened at the first task; where it was away, the next task tries again. */
function deps(): Promise<BackgroundDeps> {
  kept ??= opened().catch((error: unknown) => {
    kept = null
    throw error
  })
  return kept
}

export default async function run({ call, port }: BackgroundOrder): Promise<BackgroundAnswer> {
  let notifiedAtMs = 0
  const notify = async (news: BackgroundNews) => {
    if (news.kind === "progress") {
      const nowMs = Date.now()
      if (nowMs - notifiedAtMs < NEWS_EVERY_MS && news.done < news.total) return
      notifiedAtMs = nowMs
    }
    const taken = new Promise<void>((resolve) => port.once("message", () => resolve()))
    port.postMessage(news)
    await taken
  }
  try {
    return { ok: await answerBackground(await deps(), call, notify) }
  } catch (error) {
    if (error instanceof JustesseError) return { failed: { code: error.code, detail: error.detail } }
    throw error
  } finally {
    port.close()
  }
}
