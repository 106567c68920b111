import { formatGroupHead, type UploadGroupDone } from "@justesse/types/wire/uploads"
import { DetailedError, Upload as TusUpload } from "tus-js-client"
import { asFailure, type Failure } from "../failures/thrown.ts"

/** Files from this size on are sent so that they can go on in the middle. */
const RESUMABLE_BYTES = 8_000_000
/** Waits between tries, milliseconds: a server that starts again is back within the first ones. */
const WAITS = [500, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 60_000, 60_000, 120_000, 300_000]

/** One file on its way to its place in a batch. */
interface Sending {
  readonly project: string
  readonly batch: string
  readonly path: string
  readonly file: Blob
  readonly signal: AbortSignal
  /** Bytes that have arrived of it. */
  onBytes(arrived: number): void
}

/** Sends one file; null when it has arrived, or was stopped. Tries again while the server cannot be reached. */
export function sendFile(sending: Sending): Promise<Failure | null> {
  return sending.file.size < RESUMABLE_BYTES ? putFile(sending) : tusFile(sending)
}

async function putFile({ project, batch, path, file, signal, onBytes }: Sending): Promise<Failure | null> {
  const answer = await put(`/upload/${project}/${batch}?name=${encodeURIComponent(path)}`, file, signal)
  if (answer === null) return null
  const failure = answer instanceof Response ? (answer.ok ? null : await failureIn(answer)) : answer
  if (failure === null) onBytes(file.size)
  return failure
}

/** Sends bytes until they are answered, again while the server cannot be reached or has trouble of its own; null once stopped. */
async function put(address: string, body: Blob, signal: AbortSignal): Promise<Response | Failure | null> {
  for (let attempt = 0; ; attempt++) {
    try {
      const answer = await fetch(address, { method: "PUT", body, signal })
      if (answer.status < 500) return answer
    } catch {
      if (signal.aborted) return null
    }
    if (attempt >= WAITS.length) return { code: "offline", detail: {} }
    await waited(WAITS[attempt] ?? 0, signal)
    if (signal.aborted) return null
  }
}

/** Small files of one drop that go in one request. */
interface SendingGroup {
  readonly project: string
  readonly batch: string
  readonly files: readonly { readonly path: string; readonly file: Blob }[]
  readonly signal: AbortSignal
}

/** Sends small files together; what became of each, in order (null: it has arrived). Null when it was stopped. */
export async function sendGroup({ project, batch, files, signal }: SendingGroup): Promise<(Failure | null)[] | null> {
  const head = formatGroupHead(files.map(({ path, file }) => ({ name: path, sizeBytes: file.size })))
  const body = new Blob([head, ...files.map(({ file }) => file)])
  const answer = await put(`/upload/${project}/${batch}/group`, body, signal)
  if (answer === null) return null
  const failure = answer instanceof Response ? (answer.ok ? null : await failureIn(answer)) : answer
  if (failure !== null || !(answer instanceof Response)) return files.map(() => failure)
  const { failures }: UploadGroupDone = await answer.json()
  return failures.map((one) => (one === null ? null : (asFailure(one) ?? { code: "internal", detail: {} })))
}

function tusFile({ project, batch, path, file, signal, onBytes }: Sending): Promise<Failure | null> {
  return new Promise((resolve) => {
    const upload = new TusUpload(file, {
      endpoint: "/upload/tus",
      metadata: { project, batch, name: path },
      retryDelays: WAITS,
      removeFingerprintOnSuccess: true,
      // The same file of the same drop, also after the page was opened anew.
      fingerprint: () => Promise.resolve(`justesse ${batch} ${path} ${file.size}`),
      onProgress: (arrived) => onBytes(arrived),
      onSuccess: () => resolve(null),
      onError: (error) => resolve(failureOfTus(error)),
    })
    signal.addEventListener("abort", () => void upload.abort().finally(() => resolve(null)), { once: true })
    upload.findPreviousUploads().then(
      (before) => {
        if (before[0]) upload.resumeFromPreviousUpload(before[0])
        upload.start()
      },
      () => upload.start(),
    )
  })
}

/** Names and lengths of what has arrived whole of a batch. */
export async function arrivedFiles(project: string, batch: string): Promise<ReadonlyMap<string, number>> {
  const answer = await fetch(`/upload/${project}/${batch}`).catch(() => null)
  if (!answer?.ok) return new Map()
  const { files }: { files: { name: string; sizeBytes: number }[] } = await answer.json()
  return new Map(files.map(({ name, sizeBytes }) => [name, sizeBytes]))
}

async function failureIn(answer: Response): Promise<Failure> {
  const body: unknown = await answer.json().catch(() => null)
  const inner = typeof body === "object" && body !== null && "failure" in body ? body.failure : body
  return asFailure(inner) ?? { code: answer.status === 413 ? "file_too_large" : "internal", detail: {} }
}

function failureOfTus(error: Error): Failure {
  const answer = error instanceof DetailedError ? error.originalResponse : null
  if (!answer) return { code: "offline", detail: {} }
  try {
    return asFailure(JSON.parse(answer.getBody())) ?? { code: "internal", detail: {} }
  } catch {
    return { code: answer.getStatus() === 413 ? "file_too_large" : "internal", detail: {} }
  }
}

function waited(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener("abort", () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
