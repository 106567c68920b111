import { assetList } from "@justesse/db/repositories/assetList"
import type { AssetStanding } from "@justesse/db/repositories/assetRows"
import { jobs } from "@justesse/db/repositories/jobs"
import type { ProjectAccess } from "@justesse/db/repositories/projects"
import { safeName } from "@justesse/formats/fileSet"
import { canonicalJson, type DatasetRecord, JustesseError, Sha256 } from "@justesse/types"
import { type AssetDownload, type AssetDownloadReady, Selection } from "@justesse/types/wire/asset"
import { z } from "zod"
import type { Who } from "../core/context.ts"
import type { Deps } from "../core/deps.ts"
import { note } from "./activity.ts"
import { selectedPages, weighAssets } from "./assetsSelect.ts"
import { recordOf } from "./datasetsRecords.ts"
import { requireThere } from "./projectsGuard.ts"

type Downloading = Pick<Deps, "storage" | "nowMs" | "blobs">

/** What a download address stands for. */
const DownloadPlan = z.strictObject({
  projectId: z.int(),
  selection: Selection,
  pictures: z.boolean(),
  labels: z.boolean(),
  file: z.string(),
})
export type DownloadPlan = z.infer<typeof DownloadPlan>

const HOUR_MS = 3_600_000
/** Pictures read at a time. */
const SLICE = 200

/**
 * An address under which a selection streams as a zip for an hour: made as it is drawn, kept nowhere.
 *
 * @throws JustesseError invalid_input when neither pictures nor labels are wanted | nothing_settled when nothing is selected
 */
export async function prepareDownload(
  deps: Downloading & Pick<Deps, "hmac">,
  project: ProjectAccess,
  who: Who,
  input: z.infer<typeof AssetDownload>,
): Promise<z.infer<typeof AssetDownloadReady>> {
  requireThere(project)
  const { selection, pictures, labels } = input
  if (!pictures && !labels) throw new JustesseError("invalid_input", { field: "pictures", rule: "one" })
  const weight = await weighAssets(deps, project, selection)
  if (weight.pictures === 0) throw new JustesseError("not_found", { field: "selection" })
  const nowMs = deps.nowMs()
  const file = `${project.slug}-${weight.pictures}-${pictures ? "pictures" : "labels"}.zip`
  const plan: DownloadPlan = { projectId: project.id, selection, pictures, labels, file }
  const queue = jobs(deps.storage.db)
  const id = await queue.add({ projectId: project.id, kind: "download", input: plan, madeBy: who.personId, nowMs })
  // Nothing is left to do for a runner: the row only remembers what the address stands for.
  const claimed = await queue.claim(["download"], nowMs)
  if (claimed) await queue.end(claimed.id, { state: "done", error: null, output: null, nowMs })
  await note(deps, project.id, who, { what: "assets.download", detail: { changed: weight.pictures } })
  const claim = `${id}.${(nowMs + HOUR_MS).toString(36)}`
  const href = `/selection/${claim}.${deps.hmac(`selection:${claim}`).slice(0, 32)}`
  return { href, file, pictures: weight.pictures }
}

/** What a download address stands for; null when it is wrong or its hour is over. */
export async function readSelection(
  deps: Pick<Deps, "storage" | "hmac" | "nowMs">,
  token: string,
): Promise<DownloadPlan | null> {
  const [id = "", until = "", signature = ""] = token.split(".")
  const claim = `${id}.${until}`
  if (deps.hmac(`selection:${claim}`).slice(0, 32) !== signature) return null
  if (Number.parseInt(until, 36) < deps.nowMs()) return null
  const job = await jobs(deps.storage.db).find(Number(id))
  return job?.kind === "download" ? DownloadPlan.parse(JSON.parse(job.input)) : null
}

/** Files of a selection, drawn in order, each to its end: `records.jsonl` in the native form, then the pictures as they came. */
export async function* selectionFiles(
  deps: Downloading,
  plan: DownloadPlan,
): AsyncGenerator<{ name: string; body: AsyncIterable<Uint8Array> }> {
  if (plan.labels) yield { name: "records.jsonl", body: recordLines(deps, plan) }
  if (!plan.pictures) return
  for await (const { asset, name } of named(deps, plan))
    if (await deps.blobs.has(asset.sha256)) yield { name, body: await deps.blobs.open(asset.sha256) }
}

/** Pictures under names that a folder can hold; a name that comes again goes below the picture's number. */
async function* named(deps: Downloading, plan: DownloadPlan): AsyncGenerator<{ asset: AssetStanding; name: string }> {
  const taken = new Set<string>(["records.jsonl"])
  for await (const ids of selectedPages(deps, plan.projectId, plan.selection)) {
    for (let at = 0; at < ids.length; at += SLICE) {
      const slice = ids.slice(at, at + SLICE)
      for (const asset of await assetList(deps.storage.db).some(plan.projectId, slice, deps.nowMs())) {
        const plain = safeName(asset.name) ?? String(asset.id)
        const name = taken.has(plain) ? `${asset.id}/${plain}` : plain
        taken.add(name)
        yield { asset, name }
      }
    }
  }
}

async function* recordLines(deps: Downloading, plan: DownloadPlan): AsyncGenerator<Uint8Array> {
  for await (const { asset, name } of named(deps, plan))
    yield Buffer.from(`${canonicalJson(recordIn(asset, name))}\n`, "utf8")
}

/** A picture with its settled answer; one that is not settled says nothing. */
function recordIn(asset: AssetStanding, name: string): DatasetRecord {
  const { state, answer, settledBy, provenance, size } = asset
  if (state !== "settled" || answer === null) return { name, size, sha256: Sha256.parse(asset.sha256), body: null }
  const said = { body: answer, settledBy: settledBy ?? "rule", provenance: provenance ?? "[]", split: null }
  return { ...recordOf({ asset, ...said }), name }
}
