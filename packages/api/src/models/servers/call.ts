import { findAssetBlobs } from "@justesse/db"
import { type MlAnswer, readPredictions, readSetup } from "@justesse/formats/labelStudio/ml/answer"
import { predictRequest, setupRequest } from "@justesse/formats/labelStudio/ml/request"
import { type AssetNumber, assetKindOf, JustesseError, type Size } from "@justesse/types"
import type { ModelCall, ModelSends } from "@justesse/types/models/asked"
import type { Deps } from "../../core/deps.ts"
import { modelMediaUrl } from "../../media.ts"
import { type AskedProject, labelReader } from "./asked.ts"

type Calling = Pick<Deps, "modelServers" | "storage" | "blobs" | "hmac" | "nowMs" | "settings">

/** How long a model is waited for: to say that it is there, to make ready, while somebody waits for it, and while nobody does. */
export const WAIT_MS = { health: 3_000, setup: 10_000, asked: 10_000, tried: 30_000, ahead: 120_000 } as const

/** The bytes that are sent with a question at most. */
const MOST_SENT = 24 * 1_048_576

/** Where a model is, and how assets reach it. */
interface CalledModel {
  readonly address: string
  readonly sends: ModelSends
  readonly words: Readonly<Record<string, string | null>>
}

/** What a model is asked about. */
export interface AskedTask {
  /** Its number, by which a model that learns knows it again. */
  readonly id: number
  readonly assetId: AssetNumber
  readonly size: Size
  readonly durationMs: number | null
}

type Heard = (call: ModelCall) => void

/** Whether a server is there. @throws JustesseError model_… */
export async function callHealth(deps: Calling, { address }: CalledModel, heard: Heard): Promise<void> {
  await call(deps, { what: "health", address, path: "/health", body: null, timeoutMs: WAIT_MS.health }, heard)
}

/** Has a server make ready for a project; the version that it says it is. @throws JustesseError model_… */
export async function callSetup(
  deps: Calling,
  { address }: CalledModel,
  project: AskedProject,
  heard: Heard = () => {},
): Promise<string> {
  const body = JSON.stringify(setupRequest(project, deps.settings.get().address))
  const text = await call(deps, { what: "setup", address, path: "/setup", body, timeoutMs: WAIT_MS.setup }, heard)
  const version = readSetup(text)
  if (version === null) throw new JustesseError("model_wrong", { what: "setup" })
  return version
}

/** What a server proposes for a task. @throws JustesseError model_… | not_found where the asset is gone */
export async function callPredict(
  deps: Calling,
  model: CalledModel,
  project: AskedProject,
  task: AskedTask,
  { timeoutMs, heard = () => {} }: { readonly timeoutMs: number; readonly heard?: Heard },
): Promise<MlAnswer & { readonly tookMs: number }> {
  const media = await mediaFor(deps, model, project.id, task)
  const body = JSON.stringify(predictRequest(project, { id: task.id, media }))
  let tookMs = 0
  const noted: Heard = (one) => {
    tookMs = one.tookMs
    heard(one)
  }
  const text = await call(deps, { what: "predict", address: model.address, path: "/predict", body, timeoutMs }, noted)
  const several = project.ontology.answers?.several === true
  const asked = { size: task.size, durationMs: task.durationMs, parts: project.parts, several }
  const answer = readPredictions(text, { ...asked, labelOf: labelReader(project.ontology, model.words) })
  if (answer === null) throw new JustesseError("model_wrong", { what: "predict" })
  return { ...answer, tookMs }
}

/** An address from which a model may take the asset for minutes, or its bytes. Of a picture, as people see it first: 1,600 px at most. */
async function mediaFor(deps: Calling, { sends }: CalledModel, projectId: number, task: AskedTask): Promise<string> {
  const blobs = await findAssetBlobs(deps.storage.db, projectId, task.assetId)
  if (!blobs) throw new JustesseError("not_found", { asset: task.assetId })
  const preview = assetKindOf(blobs.mediaType) === "image" ? blobs.previewSha256 : null
  if (sends === "address") {
    const path = modelMediaUrl(deps, projectId, task.assetId, preview === null ? "full" : "preview")
    return `${deps.settings.get().address}${path}`
  }
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of await deps.blobs.open(preview ?? blobs.sha256)) {
    bytes += part.length
    if (bytes > MOST_SENT) throw new JustesseError("file_too_large", { file: String(task.assetId), most: MOST_SENT })
    parts.push(part)
  }
  return `data:${preview === null ? blobs.mediaType : "image/jpeg"};base64,${Buffer.concat(parts).toString("base64")}`
}

/** Signs of what was sent and received that are shown. */
const SHOWN = 2_000

async function call(
  deps: Calling,
  to: { what: ModelCall["what"]; address: string; path: string; body: string | null; timeoutMs: number },
  heard: Heard,
): Promise<string> {
  const { what, ...where } = to
  const { status, text, tookMs } = await deps.modelServers.call(where)
  const sent = `${to.body === null ? "GET" : "POST"} ${to.path}\n${cut(to.body ?? "")}`
  heard({ what, tookMs, sent, received: `${status}\n${cut(text)}` })
  if (status < 200 || status > 299) throw new JustesseError("model_wrong", { what, status })
  return text
}

/** Storable and short: what others answer may hold anything. */
function cut(text: string): string {
  // By way of bytes, so that half a sign that was cut is none.
  const plain = Buffer.from(text.slice(0, SHOWN).replaceAll("\0", "\ufffd"), "utf8").toString("utf8")
  return text.length > SHOWN ? `${plain} …` : plain
}
