import { createHash, randomUUID } from "node:crypto"
import { loadFaces } from "@justesse/fixtures"
import { RECEIPT_ONTOLOGY } from "@justesse/fixtures/ontologies"
import { page } from "@justesse/fixtures/receipt/pages"
import { boxOf, type Region } from "@justesse/types"
import type { Lease } from "@justesse/types/wire/work"
import sharp from "sharp"
import { Client } from "../../support/client.ts"
import { type Defaults, ingestFiles, join } from "../../support/studio.ts"
import { type Opened, TEAM_KINDS, type TeamLease } from "../../support/teamKinds.ts"

/** A project of the studio of before, and the formats in which its version goes out. */
export interface Taken {
  readonly project: string
  readonly formats: readonly string[]
}

/** What somebody holds with a draft, and how many regions that has. */
export interface Begun {
  readonly project: string
  readonly client: Client
  readonly regions: ReadonlyMap<string, number>
}

/** Projects beside the boxes, and what was begun in them. */
export interface Kinds {
  readonly taken: readonly Taken[]
  readonly begun: readonly Begun[]
}

/** What a project of another kind is made of, and what its people say. */
interface KindSeed extends Taken {
  readonly tasks: number
  /** Makes it, open, with its files. */
  make(): Promise<void>
  /** What somebody says of a task; with `err` other than the others. */
  regions(lease: Lease, client: Client, err: number): Promise<readonly object[]>
}

const RECEIPTS = 24
const ASSETS = 20
const ANSWERS = 3
/** The last tasks that each person gets stay theirs, with a draft. */
const DRAFTS = 2
/** The third person says something else now and then. */
const ERR_EVERY = 4

const hashOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex")

/** Regions in the form that programs had first, which later ones read. */
function firstForm({ geometry, ...rest }: Region): object {
  return { ...rest, shape: "box", ...boxOf({ geometry }) }
}

/** Drawn receipts and letters, written down with their text. */
async function receipts(owner: Client, { settings }: Defaults): Promise<KindSeed> {
  const faces = loadFaces()
  const drawn = new Map<string, { readonly bytes: Uint8Array; readonly regions: readonly Region[] }>()
  for (let seed = 0; seed < RECEIPTS; seed++) {
    const { svg, truth } = page(seed, faces)
    const bytes = await sharp(Buffer.from(svg)).jpeg({ quality: 70 }).toBuffer()
    drawn.set(hashOf(bytes), { bytes, regions: truth.regions })
  }
  const project = "receipts"
  return {
    ...{ project, formats: ["justesse", "coco"], tasks: drawn.size },
    async make() {
      const overlap = { base: ANSWERS, more: ANSWERS, moreRatio: 0 }
      await owner.act("project.create", {
        slug: project,
        draft: {
          ...{ name: "Receipts", template: "empty", kind: "transcription", names: "in_house" },
          settings: { ...settings, overlap, purpose: "To see that nothing is lost.", opening: "width" },
          ...{ ontology: RECEIPT_ONTOLOGY, guideline: "# What to write\n\n1. Every line." },
          forecast: { people: 3, hoursPerDay: 1, secondsPerAnswer: 60 },
        },
      })
      const files = [...drawn.values()].map(({ bytes }, i) => [`receipt-${i}.jpg`, bytes] as const)
      await ingestFiles(owner, project, files)
      await owner.act("project.open", { project })
    },
    async regions({ media }, client, err) {
      const seen = await client.request(media.full)
      const known = drawn.get(hashOf(new Uint8Array(await seen.arrayBuffer())))
      if (!known) throw new Error(`No receipt is served at ${media.full} (${seen.status})`)
      return known.regions.map((region, i) => {
        const { transcript } = region
        if (err === 0 || i > 0 || !transcript) return firstForm(region)
        return firstForm({ ...region, transcript: { ...transcript, value: `${transcript.value} 7` } })
      })
    },
  }
}

async function rest(script: Client, path: string, body: object): Promise<void> {
  const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }
  const answer = await script.request(`/api/v1${path}`, init)
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
}

/** A kind that people work in as teams do in `bench -- team`. */
function ofTeam(owner: Client, script: Client, kind: string): KindSeed {
  const { project, files, pairs, tasks, regions } = TEAM_KINDS[kind] as (typeof TEAM_KINDS)[string]
  return {
    ...{ project: kind, formats: ["justesse", "jsonl"], tasks: tasks(ASSETS) },
    async make() {
      await rest(script, "/projects", {
        name: kind,
        project: kind,
        kind,
        answers: ANSWERS,
        purpose: "To see.",
        ...project,
      })
      await ingestFiles(owner, kind, await files(ASSETS))
      if (pairs) await rest(script, `/p/${kind}/pairs`, {})
      await rest(script, `/p/${kind}/open`, {})
    },
    // Leases have more than what tells tasks from one another.
    regions: async (lease, _, err) => regions(lease as unknown as TeamLease, err),
  }
}

/** Answers all but the last tasks that somebody gets; what they say of these is saved and not sent. */
async function work(seed: KindSeed, client: Client, isOdd: boolean): Promise<Begun> {
  const begun = new Map<string, number>()
  let held: readonly Lease[] = []
  for (let number = 0; number < seed.tasks; number++) {
    if (held.length === 0)
      held = (await client.act<{ leases: Lease[] }>("work.next", { project: seed.project, want: DRAFTS })).leases
    const [lease, ...others] = held
    if (!lease) break
    const { assignmentId, fence, ontologyVersion, guidelineVersion } = lease
    const regions = await seed.regions(lease, client, isOdd && number % ERR_EVERY === 1 ? 1 : 0)
    const body = { regions, nothingHere: false }
    if (number >= seed.tasks - DRAFTS) {
      await client.act("work.saveDraft", { assignmentId, fence, revision: 1, body })
      begun.set(assignmentId, regions.length)
      held = others
      continue
    }
    const key = { assignmentId, fence, ontologyVersion, guidelineVersion, submissionId: randomUUID() }
    held = (await client.act<{ leases: Lease[] }>("work.submitNext", { ...key, body, want: DRAFTS })).leases
  }
  return { project: seed.project, client, regions: begun }
}

interface Counts {
  readonly settled: number
  readonly disputed: number
  readonly open: number
}

/** Waits until what all have answered is decided, and nothing moves any more. */
async function decided(owner: Client, { project, tasks }: KindSeed): Promise<Counts> {
  for (let [calm, was] = [0, ""]; ; ) {
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    const { counts } = await owner.ask<{ counts: Counts }>("project.overview", { project, utcOffsetMinutes: 0 })
    const now = JSON.stringify(counts)
    calm = now === was ? calm + 1 : 0
    was = now
    if (calm >= 3 && counts.settled + counts.disputed >= tasks - ANSWERS * DRAFTS) return counts
    if (calm > 120) throw new Error(`${project} does not settle: ${now}`)
  }
}

/** A reviewer decides one task, and one difference of another that stays open. */
async function review(owner: Client, project: string): Promise<void> {
  for (const isWhole of [true, false]) {
    const { task } = await owner.act<Opened>("review.open", { project, task: null, kinds: [], labels: [] })
    if (!task) return
    let { revision } = task
    for (const { difference } of task.differences.slice(0, isWhole ? undefined : 1)) {
      const reason = { code: "label", clause: null, note: "" }
      const decision = { outcome: difference.proposal === null ? "none" : "proposal", reason }
      const act = { project, task: task.task, revision, difference: difference.id, decision }
      revision = (await owner.act<{ revision: number }>("review.decide", act)).revision
    }
    if (isWhole) await owner.act("review.file", { project, task: task.task, revision })
  }
}

interface Exported {
  readonly state: string
  readonly href: string | null
  readonly sha256: string | null
}

/** An export in the studio itself, whose file lies in its folder. */
async function exportOf(owner: Client, project: string): Promise<void> {
  const choices = { withPictures: false, spreadsheet: false, withoutMetadata: false }
  await owner.act("dataset.exportStart", { project, version: 1, format: "justesse", ...choices })
  for (;;) {
    const { exports } = await owner.ask<{ exports: Exported[] }>("dataset.get", { project, version: 1 })
    if (exports[0]?.state === "done") return
    if (exports[0] && exports[0].state !== "running") throw new Error(`The export of ${project} is ${exports[0].state}`)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

/**
 * Makes a project of receipts, and one of each further kind that the old program has: three people answer, the third of them
 * otherwise now and then, with drafts of what they hold still; one task is reviewed, one begun; a version, and an export of it.
 */
export async function seedKinds(owner: Client, kinds: readonly string[], defaults: Defaults): Promise<Kinds> {
  const seeds = [await receipts(owner, defaults)]
  const begun: Begun[] = []
  const others = Object.keys(TEAM_KINDS).filter((kind) => kinds.includes(kind))
  if (others.length > 0) {
    const scopes = ["read", "manage", "import", "export"]
    const { token } = await owner.act<{ token: string }>("account.createToken", { name: "script", scopes, days: 1 })
    const script = new Client(owner.origin, token)
    seeds.push(...others.map((kind) => ofTeam(owner, script, kind)))
  }
  for (const seed of seeds) {
    const { project } = seed
    await seed.make()
    for (const [i, name] of ["Nadia", "Oliver", "Paula"].entries())
      begun.push(await work(seed, await join(owner, project, `${name}-${project}`, ["annotator"], defaults), i === 2))
    await decided(owner, seed)
    await review(owner, project)
    const counts = await decided(owner, seed)
    if (counts.settled === 0) throw new Error(`Nothing of ${project} is final: ${JSON.stringify(counts)}`)
    await owner.act("dataset.freeze", { project, note: "before" })
    await exportOf(owner, project)
  }
  return { taken: seeds.map(({ project, formats }) => ({ project, formats })), begun }
}

/** What is wrong in an upgraded studio that serves: drafts that do not come back or cannot be sent, files of exports. */
export async function servedFaults(origin: string, owner: Client, { taken, begun }: Kinds): Promise<string[]> {
  const faults: string[] = []
  for (const { project, client, regions } of begun) {
    const person = client.on(origin)
    const { leases } = await person.act<{ leases: Lease[] }>("work.next", { project, want: DRAFTS })
    const found = new Map<string, number>(leases.map(({ assignmentId, body }) => [assignmentId, body.regions.length]))
    for (const [id, count] of regions)
      if (found.get(id) !== count) faults.push(`${project}: a draft of ${count} regions has ${found.get(id) ?? "none"}`)
    const [first] = leases
    if (!first) continue
    const { assignmentId, fence, ontologyVersion, guidelineVersion, body } = first
    const key = { assignmentId, fence, ontologyVersion, guidelineVersion, submissionId: randomUUID(), want: DRAFTS }
    const { status, text } = await person.send("work.submitNext", { ...key, body })
    if (status !== 200) faults.push(`${project}: the draft cannot be sent: ${status} ${text.slice(0, 200)}`)
  }
  for (const { project } of taken) {
    const asked = { project, version: 1 }
    const { exports } = await owner.on(origin).ask<{ exports: Exported[] }>("dataset.get", asked)
    const [{ href, sha256 } = { href: null, sha256: null }] = exports
    const file = href === null ? null : await owner.on(origin).request(href)
    const hash = file?.ok ? hashOf(new Uint8Array(await file.arrayBuffer())) : `${href} ${file?.status}`
    if (hash !== sha256) faults.push(`${project}: the export that was made before is not served: ${hash}`)
  }
  return faults
}
