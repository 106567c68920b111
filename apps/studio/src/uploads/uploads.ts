import { api, refresh } from "../api.ts"
import { asFailure, type Failure } from "../failures/failure.ts"
import { sharedValue } from "../shell/store.ts"

/** One drop of files on its way in: sent one by one, then started as one import. It goes on while other pages are open. */
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
  readonly state: "sending" | "starting" | "started" | "stopped" | "failed"
  readonly failure: Failure | null
  /** The import it became. */
  readonly importId: number | null
}

const AT_ONCE = 3
export const uploads = sharedValue<readonly Upload[]>([])
const stops = new Map<string, AbortController>()

function change(batch: string, next: (upload: Upload) => Upload): void {
  uploads.set(uploads.get().map((upload) => (upload.batch === batch ? next(upload) : upload)))
}

/** A random UUID, also on plain http where `crypto.randomUUID` is withheld. */
function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-")
}

/** What files are: pictures and finished answers, answers known to be right, or a model's predictions. */
export type SendAs = "settled" | "gold" | "scores"

export interface NamedFile {
  readonly path: string
  readonly file: File
}

/** Begins to send files to a project; answers at once. */
export function sendFiles(project: string, files: readonly NamedFile[], as: SendAs): void {
  if (files.length === 0) return
  const batch = uuid()
  const bytes = files.reduce((sum, { file }) => sum + file.size, 0)
  const first = files[0]?.path ?? ""
  const folder = first.includes("/") ? (first.split("/")[0] ?? first) : first
  const fresh: Upload = {
    batch,
    project,
    name: folder,
    files: files.length,
    sent: 0,
    bytes,
    bytesSent: 0,
    refused: [],
    as,
    state: "sending",
    failure: null,
    importId: null,
  }
  uploads.set([fresh, ...uploads.get()])
  stops.set(batch, new AbortController())
  void run(batch, project, files, folder, as)
}

/** Stops sending; what is in already stays in. */
export function stopUpload(batch: string): void {
  stops.get(batch)?.abort()
  change(batch, (upload) => ({ ...upload, state: "stopped" }))
}

/** Takes a finished drop out of the list. */
export function forgetUpload(batch: string): void {
  uploads.set(uploads.get().filter((upload) => upload.batch !== batch))
}

async function run(
  batch: string,
  project: string,
  files: readonly NamedFile[],
  name: string,
  as: SendAs,
): Promise<void> {
  const waiting = [...files]
  const lane = async () => {
    for (let next = waiting.shift(); next && !stops.get(batch)?.signal.aborted; next = waiting.shift())
      await sendOne(batch, project, next)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
  const upload = uploads.get().find((one) => one.batch === batch)
  if (!upload || upload.state === "stopped" || upload.refused.length === upload.files) return
  change(batch, (one) => ({ ...one, state: "starting" }))
  try {
    const id =
      as === "scores"
        ? (await api.models.start.mutate({ project, batch, name: name.slice(0, 120) })).set
        : (await api.imports.start.mutate({ project, batch, name, as })).id
    change(batch, (one) => ({ ...one, state: "started", importId: id }))
  } catch (thrown) {
    change(batch, (one) => ({ ...one, state: "failed", failure: failureFrom(thrown) }))
  }
  await refresh("imports", "asset", "project", "models", "gold")
}

async function sendOne(batch: string, project: string, { path, file }: NamedFile): Promise<void> {
  const signal = stops.get(batch)?.signal
  const refuse = (failure: Failure) =>
    change(batch, (one) => ({ ...one, refused: [...one.refused, { file: path, failure }] }))
  try {
    const answer = await fetch(`/upload/${project}/${batch}?name=${encodeURIComponent(path)}`, {
      method: "PUT",
      body: file,
      ...(signal && { signal }),
    })
    if (!answer.ok) refuse(await failureIn(answer))
  } catch {
    if (!signal?.aborted) refuse({ code: "offline", detail: {} })
  }
  change(batch, (one) => ({ ...one, sent: one.sent + 1, bytesSent: one.bytesSent + file.size }))
}

async function failureIn(answer: Response): Promise<Failure> {
  const body: unknown = await answer.json().catch(() => null)
  const inner = typeof body === "object" && body !== null && "failure" in body ? body.failure : body
  return asFailure(inner) ?? { code: answer.status === 413 ? "file_too_large" : "internal", detail: {} }
}

function failureFrom(thrown: unknown): Failure {
  const data = typeof thrown === "object" && thrown !== null && "data" in thrown ? thrown.data : null
  const failure = typeof data === "object" && data !== null && "failure" in data ? data.failure : null
  return asFailure(failure) ?? { code: "internal", detail: {} }
}
