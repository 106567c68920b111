import { FILM_ENDINGS, SOUND_ENDINGS } from "@justesse/types/sound/endings"
import { takeGroup } from "@justesse/types/wire/uploads"
import i18next from "i18next"
import { createStore } from "zustand/vanilla"
import { api, refresh } from "../api.ts"
import { randomUuid } from "../browser/uuid.ts"
import { type Failure, failureOf } from "../failures/thrown.ts"
import { forgetBatch, forgetFiles, type KeptBatch, keepBatch, keptBatches, keptFile } from "./kept.ts"
import type { NamedFile, SendAs } from "./named.ts"
import { arrivedFiles, sendFile, sendGroup } from "./sending.ts"

/** One drop of files on its way in: small ones sent together and large ones one by one, then looked at or started as one import. It goes on while other pages are open. */
export interface Upload {
  readonly batch: string
  readonly project: string
  readonly name: string
  readonly files: number
  readonly sent: number
  readonly bytes: number
  readonly bytesSent: number
  readonly refused: readonly { readonly file: string; readonly failure: Failure }[]
  readonly as: SendAs
  /** `choose`: the page was closed meanwhile and the files have to be chosen again. */
  readonly state: "sending" | "starting" | "started" | "stopped" | "failed" | "choose"
  readonly failure: Failure | null
  /** The import it became. */
  readonly importId: number | null
}

const AT_ONCE = 3
/** What is nothing but an asset: where only such files come, nobody need be asked what they are. A text may be labels as well. */
const ASSET = new RegExp(`\\.(jpe?g|png|webp|gif|avif|${[...SOUND_ENDINGS, ...FILM_ENDINGS].join("|")})$`, "i")
export const uploads = createStore<readonly Upload[]>(() => [])
const stops = new Map<string, AbortController>()

function change(batch: string, next: (upload: Upload) => Upload): void {
  uploads.setState(
    uploads.getState().map((upload) => (upload.batch === batch ? next(upload) : upload)),
    true,
  )
}

/** What a drop is called until its owner names it: its folder or file, and how many more beside it. */
function nameOf(files: readonly Pick<NamedFile, "path">[]): string {
  const [first = "", ...more] = new Set(files.map(({ path }) => path.split("/")[0] ?? path))
  return more.length === 0 ? first : i18next.t("uploads:name", { first, count: more.length })
}

/** Begins to send files to a project; answers at once. */
export function sendFiles(project: string, files: readonly NamedFile[], as: SendAs): void {
  if (files.length === 0) return
  begin({ batch: randomUuid(), project, name: nameOf(files), as, importId: null }, files)
}

/** Sends more files, or mended ones instead of earlier ones, to an import that waits; then it is looked at again. */
export function sendMore(
  project: string,
  to: { readonly batch: string; readonly importId: number; readonly name: string },
  files: readonly NamedFile[],
): void {
  if (files.length > 0) begin({ ...to, project, as: "more" }, files)
}

type Drop = Pick<KeptBatch, "batch" | "project" | "name" | "as" | "importId">

function begin(drop: Drop, files: readonly NamedFile[]): void {
  const blobs = new Map(files.map(({ path, file }): [string, Blob] => [path, file]))
  show(
    drop,
    [...blobs].map(([path, { size }]) => ({ path, size })),
    "sending",
  )
  const kept = keepBatch({ ...drop, files: [...blobs].map(([path, { size }]) => ({ path, size })) }, blobs)
  void run(drop, blobs, kept)
}

function show(drop: Drop, files: KeptBatch["files"], state: Upload["state"]): void {
  const bytes = files.reduce((sum, { size }) => sum + size, 0)
  const counts = { files: files.length, sent: 0, bytes, bytesSent: 0 }
  const fresh: Upload = { ...drop, ...counts, refused: [], state, failure: null }
  uploads.setState([fresh, ...uploads.getState().filter(({ batch }) => batch !== drop.batch)], true)
}

/** Stops sending; what is in already stays in. */
export function stopUpload(batch: string): void {
  stops.get(batch)?.abort()
  void forgetBatch(batch)
  change(batch, (upload) => ({ ...upload, state: "stopped" }))
}

/** Takes a finished drop out of the list. */
export function forgetUpload(batch: string): void {
  void forgetBatch(batch)
  uploads.setState(
    uploads.getState().filter((upload) => upload.batch !== batch),
    true,
  )
}

let resumed = false

/** Goes on with what was on its way when the page was closed. Called once a page is open. */
export async function resumeUploads(): Promise<void> {
  if (resumed) return
  resumed = true
  for (const kept of await keptBatches()) {
    if (uploads.getState().some(({ batch }) => batch === kept.batch)) continue
    show(kept, kept.files, kept.withBytes ? "sending" : "choose")
    if (kept.withBytes) void resume(kept, new Map())
  }
}

/** Goes on with files that had to be chosen again; others than those of the drop are left alone. */
export async function chooseAgain(batch: string, files: readonly NamedFile[]): Promise<void> {
  const kept = (await keptBatches()).find((one) => one.batch === batch)
  if (kept) await resume(kept, new Map(files.map(({ path, file }): [string, Blob] => [path, file])))
}

async function resume(kept: KeptBatch, chosen: ReadonlyMap<string, Blob>): Promise<void> {
  const arrived = await arrivedFiles(kept.project, kept.batch)
  const left = new Map<string, Blob>()
  let missing = 0
  for (const { path, size } of kept.files) {
    if (arrived.get(path) === size) continue
    const file = chosen.get(path) ?? (await keptFile(kept.batch, path))
    if (file?.size === size) left.set(path, file)
    else missing++
  }
  const done = kept.files.filter(({ path, size }) => arrived.get(path) === size)
  const bytesSent = done.reduce((sum, { size }) => sum + size, 0)
  const state = missing > 0 ? "choose" : "sending"
  change(kept.batch, (upload) => ({ ...upload, sent: done.length, bytesSent, state }))
  if (missing === 0) await run(kept, left, Promise.resolve())
}

async function run(drop: Drop, files: ReadonlyMap<string, Blob>, kept: Promise<void>): Promise<void> {
  const { batch } = drop
  const stop = new AbortController()
  stops.set(batch, stop)
  const waiting = [...files].map(([path, file]) => ({ path, file }))
  const next = () => (stop.signal.aborted ? [] : takeGroup(waiting, ({ file }) => file.size))
  const lane = async () => {
    for (let some = next(); some.length > 0; some = next()) await sendSome(drop, some, stop.signal)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
  const upload = uploads.getState().find((one) => one.batch === batch)
  if (!upload || upload.state === "stopped" || upload.refused.length === upload.files) return
  change(batch, (one) => ({ ...one, state: "starting" }))
  try {
    const importId = await start(drop, [...files.keys()])
    change(batch, (one) => ({ ...one, state: "started", importId }))
    await kept
    await forgetBatch(batch)
  } catch (thrown) {
    change(batch, (one) => ({ ...one, state: "failed", failure: failureOf(thrown) }))
  }
  await refresh("imports", "asset", "project", "models", "gold")
}

/** Says what the files are, or asks for a look at them; the number of the import or prediction set. */
async function start({ project, batch, name: full, as, importId }: Drop, names: readonly string[]): Promise<number> {
  const name = full.slice(0, 120)
  const read = { format: "auto", origin: 0 } as const
  if (as === "scores") return (await api.models.start.mutate({ project, batch, name })).set
  if (as === "more" && importId !== null) {
    await api.imports.lookAgain.mutate({ project, id: importId, ...read })
    return importId
  }
  const alone = names.length > 0 && names.every((path) => ASSET.test(path))
  if (as === "ask" && !alone)
    return (await api.imports.look.mutate({ project, batch, name, ...read, runsRows: true })).id
  return (await api.imports.start.mutate({ project, batch, name, as: as === "gold" ? "gold" : "settled" })).id
}

interface ToSend {
  readonly path: string
  readonly file: Blob
}

async function sendSome(drop: Drop, some: readonly ToSend[], signal: AbortSignal): Promise<void> {
  const [first] = some
  if (some.length === 1 && first) return sendOne(drop, first, signal)
  const failures = await sendGroup({ ...drop, files: some, signal })
  if (failures === null) return
  const arrived = some.filter((_, i) => failures[i] === null)
  const bytes = arrived.reduce((sum, { file }) => sum + file.size, 0)
  const refused = some.flatMap(({ path }, i) => {
    const failure = failures[i] ?? null
    return failure === null ? [] : [{ file: path, failure }]
  })
  await sentSome(drop.batch, { count: some.length, bytes, refused, arrived })
}

interface Sent {
  readonly count: number
  readonly bytes: number
  readonly refused: Upload["refused"]
  readonly arrived: readonly ToSend[]
}

async function sentSome(batch: string, { count, bytes, refused, arrived }: Sent): Promise<void> {
  change(batch, (one) => ({
    ...one,
    sent: one.sent + count,
    bytesSent: one.bytesSent + bytes,
    refused: [...one.refused, ...refused],
  }))
  await forgetFiles(
    batch,
    arrived.map(({ path }) => path),
  )
}

async function sendOne({ project, batch }: Drop, one: ToSend, signal: AbortSignal): Promise<void> {
  const { path, file } = one
  let counted = 0
  const onBytes = (arrived: number) => {
    const more = arrived - counted
    counted = arrived
    change(batch, (now) => ({ ...now, bytesSent: now.bytesSent + more }))
  }
  const failure = await sendFile({ project, batch, path, file, signal, onBytes })
  if (signal.aborted) return
  const refused = failure ? [{ file: path, failure }] : []
  await sentSome(batch, { count: 1, bytes: 0, refused, arrived: failure ? [] : [one] })
}
