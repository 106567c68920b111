import { createHash, type Hash } from "node:crypto"
import { findAssetStatuses } from "@justesse/db/assets/list"
import type { AssetStatus } from "@justesse/db/assets/rows"
import { endJob, findJob, insertJob } from "@justesse/db/jobs"
import { findProject, type ProjectAccess } from "@justesse/db/projects"
import { LABOR_FILE, LABOR_JSON_FILE } from "@justesse/formats/companions/labor/sections"
import { safeName } from "@justesse/formats/io/fileSet"
import { canonicalJson, JustesseError, Sha256, TaskState } from "@justesse/types"
import { DatasetManifest, type DatasetRecord } from "@justesse/types/dataset"
import { type AssetDownload, type AssetDownloadReady, Selection } from "@justesse/types/wire/asset"
import { z } from "zod"
import { note } from "../activity/index.ts"
import type { Deps } from "../core/deps.ts"
import { inTransaction } from "../core/transaction.ts"
import type { Who } from "../core/who.ts"
import { laborFiles } from "../exports/companions.ts"
import { laborFor } from "../exports/labor.ts"
import { ontologyOf } from "../labels/index.ts"
import { requireThere } from "../projects/guard.ts"
import { creditedProvenance } from "../versions/freezeWork.ts"
import { recordOf } from "../versions/records.ts"
import { selectedPages, weighAssets } from "./select.ts"

type Downloading = Pick<Deps, "storage" | "nowMs" | "blobs">

/** What a download address stands for. */
const DownloadPlan = z.strictObject({
  projectId: z.int(),
  selection: Selection,
  pictures: z.boolean(),
  labels: z.boolean(),
  file: z.string(),
})
type DownloadPlan = z.infer<typeof DownloadPlan>

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
  const id = await inTransaction(deps, async (inside) => {
    const { db } = inside.storage
    const about = { projectId: project.id, kind: "download", input: plan, madeBy: who.personId, nowMs }
    // Nothing is left to do for a runner: the row only remembers what the address stands for.
    const job = await insertJob(db, { ...about, running: true })
    await endJob(db, job, { state: "done", error: null, output: null, nowMs })
    await note(inside, project.id, who, { what: "assets.download", detail: { changed: weight.pictures } })
    return job
  })
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
  const job = await findJob(deps.storage.db, Number(id))
  return job?.kind === "download" ? DownloadPlan.parse(job.input) : null
}

/**
 * Files of a selection, drawn in order, each to its end: the labels in the native form, which can be brought in again, then
 * the pictures as they came.
 */
export async function* selectionFiles(
  deps: Downloading,
  plan: DownloadPlan,
): AsyncGenerator<{ name: string; body: AsyncIterable<Uint8Array> }> {
  if (plan.labels) {
    const sums: Sums = {
      hash: createHash("sha256"),
      pictures: 0,
      regions: 0,
      nothingHere: 0,
      notInIt: {},
      people: new Map(),
    }
    yield { name: "records.jsonl", body: recordLines(deps, plan, sums) }
    yield { name: "manifest.json", body: manifestText(deps, plan, sums) }
    yield* laborOf(deps, plan, sums)
  }
  if (!plan.pictures) return
  const missing: string[] = []
  for await (const page of named(deps, plan)) {
    for (const { asset, name } of page) {
      const body = await openedOrNull(deps, asset.sha256)
      if (body === null) missing.push(name)
      else yield { name, body }
    }
  }
  if (missing.length > 0) yield { name: MISSING_FILE, body: once(`${missing.join("\n")}\n`) }
}

/** Names of pictures whose bytes are not here: linked files that were moved or changed. */
const MISSING_FILE = "missing.txt"

async function openedOrNull({ blobs }: Downloading, sha256: string): Promise<AsyncIterable<Uint8Array> | null> {
  try {
    return await blobs.open(sha256)
  } catch (error) {
    if (error instanceof JustesseError && (error.code === "not_found" || error.code === "file_unreadable")) return null
    throw error
  }
}

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text, "utf8")
}

/** What was counted while records were drawn. */
interface Sums {
  readonly hash: Hash
  pictures: number
  regions: number
  nothingHere: number
  readonly notInIt: Partial<Record<TaskState, number>>
  /** Answers by pseudonym. */
  readonly people: Map<string, number>
}

/** What every download is accompanied by; a selection of pictures alone says nothing of anybody's answers. */
async function* laborOf(deps: Downloading, plan: DownloadPlan, sums: Sums | null) {
  const project = await findProject(deps.storage.db, plan.projectId)
  if (!project) throw new JustesseError("not_found")
  const nowMs = deps.nowMs()
  const people = [...(sums?.people ?? [])].sort().map(([pseudonym, answers]) => ({ pseudonym, answers }))
  const of = { projectId: plan.projectId, version: 0, contentSha256: null, frozenAtMs: nowMs, people, sure: null }
  const conditions = { guidelineVersion: project.guidelineVersion, conditions: null }
  for (const [name, text] of laborFiles(await laborFor(deps, { ...of, ...conditions }, nowMs)))
    yield { name, body: once(text) }
}

interface Named {
  readonly asset: AssetStatus
  readonly name: string
}

/** Pictures under names that a folder can hold; a name that comes again goes below the picture's number. */
async function* named(deps: Downloading, plan: DownloadPlan): AsyncGenerator<Named[]> {
  const taken = new Set<string>(["records.jsonl", "manifest.json", LABOR_FILE, LABOR_JSON_FILE, MISSING_FILE])
  for await (const ids of selectedPages(deps, plan.projectId, plan.selection)) {
    for (let at = 0; at < ids.length; at += SLICE) {
      const slice = ids.slice(at, at + SLICE)
      const page: Named[] = []
      for (const asset of await findAssetStatuses(deps.storage.db, plan.projectId, slice, deps.nowMs())) {
        const plain = safeName(asset.name) ?? String(asset.id)
        const name = taken.has(plain) ? `${asset.id}/${plain}` : plain
        taken.add(name)
        page.push({ asset, name })
      }
      yield page
    }
  }
}

async function* recordLines(deps: Downloading, plan: DownloadPlan, sums: Sums): AsyncGenerator<Uint8Array> {
  for await (const page of named(deps, plan)) {
    const items = page.map(({ asset }) => ({ provenance: asset.provenance ?? "[]" }))
    const credited = await creditedProvenance(deps, plan.projectId, items)
    for (const [i, { asset, name }] of page.entries()) {
      const record = recordIn(asset, name, credited[i] ?? asset.provenance ?? "[]")
      count(sums, record, asset.state)
      const line = Buffer.from(`${canonicalJson(record)}\n`, "utf8")
      sums.hash.update(line)
      yield line
    }
  }
}

/** A picture with its settled answer; one that is not settled says nothing. */
function recordIn(asset: AssetStatus, name: string, provenance: string): DatasetRecord {
  const { state, answer, settledBy, size } = asset
  const document = asset.document ? { document: asset.document } : {}
  if (state !== "settled" || answer === null)
    return { name, size, sha256: Sha256.parse(asset.sha256), body: null, ...document }
  const said = { body: answer, settledBy: settledBy ?? "rule", provenance, split: null }
  return { ...recordOf({ asset, ...said }), name }
}

function count(sums: Sums, { body, provenance = [] }: DatasetRecord, state: TaskState | null): void {
  if (body === null) {
    const where = state ?? "excluded"
    sums.notInIt[where] = (sums.notInIt[where] ?? 0) + 1
    return
  }
  sums.pictures++
  sums.regions += body.regions.length
  if (body.nothingHere) sums.nothingHere++
  // A submission belongs to one picture: each is seen here once.
  for (const submission of new Set(provenance.flatMap((one) => one.submissions))) {
    const [pseudonym = "", id] = submission.split("/")
    if (id !== undefined) sums.people.set(pseudonym, (sums.people.get(pseudonym) ?? 0) + 1)
  }
}

/** The head of the native form: version 0, because nothing was frozen. Drawn after the records that it counts. */
async function* manifestText(deps: Downloading, plan: DownloadPlan, sums: Sums): AsyncGenerator<Uint8Array> {
  const project = await findProject(deps.storage.db, plan.projectId)
  if (!project) throw new JustesseError("not_found")
  const { pictures, regions, nothingHere, notInIt } = sums
  const none = Object.fromEntries(TaskState.options.map((state) => [state, 0]))
  const manifest = DatasetManifest.parse({
    ...{ justesse: 1, project: project.slug, version: 0, frozenAtMs: deps.nowMs() },
    contentSha256: sums.hash.digest("hex"),
    ...{ ontologyVersion: project.ontologyVersion, guidelineVersion: project.guidelineVersion },
    ontology: await ontologyOf(deps, plan.projectId, project.ontologyVersion),
    counts: { pictures, regions, nothingHere, notInIt: { ...none, ...notInIt } },
    people: [...sums.people].sort().map(([pseudonym, answers]) => ({ pseudonym, answers })),
  })
  yield Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`, "utf8")
}
