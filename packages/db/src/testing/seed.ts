import { createHash, randomUUID } from "node:crypto"
import { canonicalJson, DEFAULT_SETTINGS } from "@justesse/types"
import { appendEvent, type Event } from "../activity/index.ts"
import type { Credit, Credited, LeaseRow, NextInput, SubmitInput } from "../hot/operations.ts"
import { insertPerson, insertProject, keepFinal, putGold, type Storage } from "../index.ts"

/** A moment in tests: times are small numbers that read well. */
export const NOW = 1_700_000_100_000

/** Leases of a seeded project last this long. */
export const LEASE_MS = 5 * 60_000

/** Adds `count` accounts without an address; gives their ids in order. */
export async function addPeople(storage: Storage, count: number): Promise<number[]> {
  const ids: number[] = []
  for (let n = 1; n <= count; n++) {
    const person = { authUserId: `user-${randomUUID()}`, name: `Person ${n}`, email: null, operator: false }
    ids.push(await insertPerson(storage.db, { ...person, preferences: {}, madeAtMs: NOW }))
  }
  return ids
}

/** A project with `tasks` tasks of tier 1, ids from 1, each about the picture of its number. */
export async function addProject(storage: Storage, owner: number, tasks: number, overlap: number): Promise<number> {
  const id = await insertProject(storage.db, {
    slug: `p-${randomUUID()}`,
    name: "Cells",
    kind: "boxes",
    names: "in_house",
    state: "open",
    settings: { ...DEFAULT_SETTINGS, leaseMinutes: LEASE_MS / 60_000 },
    draft: null,
    ontology: "{}",
    guideline: "",
    madeBy: owner,
    madeAtMs: NOW,
  })
  const list = Array.from({ length: tasks }, (_, index) => ({ id: index + 1, assetId: index + 1, tier: 1, overlap }))
  await storage.hot.addTasks(id, list, NOW)
  return id
}

/** Makes tasks of a project gold that is mixed in: nothing is to be found in their pictures. */
export async function addGold(storage: Storage, projectId: number, ids: readonly number[]): Promise<void> {
  const answer = { regions: [], nothingHere: true }
  const text = canonicalJson(answer)
  const answerSha256 = createHash("sha256").update(text).digest("hex")
  await storage.hot.setOverlap(projectId, ids, 0)
  const final = { by: "gold" as const, atMs: NOW, answer, answerSha256, provenance: [], agreement: null }
  for (const taskId of ids) await keepFinal(storage.db, { projectId, taskId }, final)
  const rows = ids.map((taskId) => ({
    taskId,
    state: "active" as const,
    source: "hand" as const,
    answer: text,
    answerSha256,
  }))
  await putGold(storage.db, projectId, rows, { personId: null, nowMs: NOW })
}

/** Asks for the next task of a project as a service would. */
export function asks(projectId: number, personId: number, change: Partial<NextInput> = {}): NextInput {
  const want = change.want ?? 1
  const freshIds = Array.from({ length: want }, () => randomUUID())
  return {
    projectId,
    personId,
    tiers: [1],
    want,
    nowMs: NOW,
    freshIds,
    ontologyVersion: 1,
    guidelineVersion: 1,
    ...change,
  }
}

/** Credits so much time, in the first quarter of an hour there is where none is said, whatever was credited before. */
export function credits(
  creditedMs: number,
  slots: Credited["slots"] = [{ slotMs: 0, ms: creditedMs }],
  stateJson = "{}",
): Credit {
  return () => ({ creditedMs, slots, ticks: JSON.stringify({ creditedMs }), stateJson })
}

/** One box at `x`, as the regions of an answer. */
export function boxAt(x: number): string {
  return `[{"id":"r1","shape":"box","x":${x},"y":0,"width":1,"height":1,"label":"a"}]`
}

/** An answer with its hash, as a service makes it. */
export function answer(text = "[]"): { submissionId: string; body: string; bodySha256: string } {
  const body = `{"nothingHere":false,"regions":${text}}`
  return { submissionId: randomUUID(), body, bodySha256: createHash("sha256").update(body).digest("hex") }
}

/** An answer to a lease, as a service sends it for its person; nothing is wanted afterwards. */
export function answerTo(
  { publicId, personId, fence }: Pick<LeaseRow, "publicId" | "personId" | "fence">,
  change: Partial<SubmitInput> = {},
): SubmitInput {
  const versions = { ontologyVersion: 1, guidelineVersion: 1 }
  return { publicId, personId, fence, ...answer(), ...versions, regions: 0, nowMs: NOW, next: null, ...change }
}

/** Stores that something happened, as the acts themselves do. */
export async function addEvents(db: Storage["db"], ...events: readonly Event[]): Promise<void> {
  await db.transaction().execute(async (tx) => {
    for (const event of events) await appendEvent(tx, event)
  })
}
