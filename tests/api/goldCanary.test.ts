import { randomUUID } from "node:crypto"
import { appRouter } from "@justesse/api"
import { resolveDirty } from "@justesse/api/services"
import { type Harness, makeHarness, type TestPerson } from "@justesse/api/testing/harness"
import { insertAssets, takeAssetNumbers } from "@justesse/db"
import { SOURCE } from "@justesse/db/schema/states"
import { type Engine, engines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import {
  AnnotationBody,
  DEFAULT_QUALITY,
  KINDS,
  ProjectKind,
  type ProjectSlug,
  type SubmissionId,
} from "@justesse/types"
import type { Lease } from "@justesse/types/wire/work"
import { sql } from "kysely"
import { afterAll, beforeAll, expect, test } from "vitest"
import { type Observed, separability } from "../support/separability.ts"
import { CANARY, canaryBody, crawlInputs, traces } from "./canaries.ts"
import { shapeOf } from "./shape.ts"

const PEOPLE = 24
const ASSIGNMENTS = 176
const GOLD = 100
const AT_ONCE = 3
const SLUG = "canary" as ProjectSlug // a valid one
const ONE_ANSWER = { base: 1, more: 1, moreRatio: 0 }
const DAY = { utcOffsetMinutes: 0 }

/** Of which kind the project is: `GOLD_KIND=classification npm test -- tests/api/goldCanary.test.ts` asks the same of another. */
const KIND = ProjectKind.parse(process.env["GOLD_KIND"] ?? "transcription")
const { parts } = KINDS[KIND]
const own = { placed: null, whole: { type: "whole" }, span: { type: "span", startMs: 100, endMs: 900 } } as const

/** A body whose regions are what the kind's answers consist of. */
const ofKind = (body: AnnotationBody) =>
  AnnotationBody.parse({
    ...body,
    regions: body.regions.map((one) => ({ ...one, geometry: own[parts] ?? one.geometry })),
  })

const sqlite: Engine = engines.find(({ name }) => name === "SQLite") ?? expect.fail("no SQLite")
let at: TestStorage
let folder: ReturnType<typeof temporaryFolder>
let h: Harness
let project = 0
let resolving = Promise.resolve()
const people: TestPerson[] = []

/** Settles what was sent, after it was said to be saved as the server does; one at a time. */
function final(): Promise<void> {
  resolving = resolving.then(async () => {
    while ((await resolveDirty(h.deps, 50)) > 0);
  })
  return resolving
}

beforeAll(async () => {
  at = await sqlite.open()
  folder = temporaryFolder()
  h = makeHarness({ storage: at.storage, folder: folder.path })
  const owner = await h.addPerson("Olga")
  const settings = { overlap: ONE_ANSWER, quality: { ...DEFAULT_QUALITY, tryOut: 0 } }
  project = await h.addProject({ slug: SLUG, owner, roles: ["owner"], settings, kind: KIND })
  for (let n = 0; n < PEOPLE; n++) {
    const person = await h.addPerson(`Annotator ${n}`)
    await h.addMember(project, person, ["annotator"])
    people.push(person)
  }
  const ids = await addPictures(GOLD + Math.ceil(PEOPLE * ASSIGNMENTS * 0.62))
  const boss = appRouter.createCaller(h.contextOf(owner))
  // Gold is spread over the numbers, as it is when it is made from what was done.
  const every = Math.floor(ids.length / GOLD)
  for (let n = 0; n < GOLD; n++)
    await boss.gold.make({
      project: SLUG,
      assets: [(ids[n * every] ?? 0) as never],
      as: "active",
      answer: ofKind(canaryBody(n)),
    })
  // Half of all draws, whatever was learnt of a person: so many turns in so little time.
  await sql
    .raw("create trigger half after insert on gold_draw begin update gold_draw set rate_ppm = 500000; end")
    .execute(at.storage.db)
  await sql
    .raw(
      "create trigger half_again after update of rate_ppm on gold_draw when new.rate_ppm <> 500000 begin update gold_draw set rate_ppm = 500000; end",
    )
    .execute(at.storage.db)
  for (const { id } of people)
    await at.storage.db
      .insertInto("gold_draw")
      .values({ project_id: project, person_id: id, rate_ppm: 500_000, try_out_left: 0, try_out_passed: 0 })
      .execute()
}, 120_000)
afterAll(async () => {
  await resolving
  await at.close()
  folder.remove()
})

/** Pictures that share their bytes: this test looks at none, and so many take long to write. */
async function addPictures(count: number): Promise<number[]> {
  const { sha256, bytes } = await h.deps.blobs.put(new TextEncoder().encode("a picture"))
  const first = await takeAssetNumbers(at.storage.db, project, count)
  const ids = Array.from({ length: count }, (_, n) => first + n)
  const plain = {
    sha256,
    bytes,
    mediaType: "image/jpeg",
    size: { width: 1_000, height: 800 },
    problem: null,
    extra: {},
  }
  const derived = { uprightSha256: null, previewSha256: null, thumbnailSha256: null, importId: null, madeAtMs: 1 }
  const rows = ids.map((id) => ({ id, name: `picture ${String(id).padStart(5, "0")}`, ...plain, ...derived }))
  await insertAssets(at.storage.db, project, rows)
  const tasks = ids.map((id) => ({ id, assetId: id, tier: 1, overlap: 1 }))
  await at.storage.hot.addTasks(project, tasks, h.clock.nowMs)
  return ids
}

const plain = AnnotationBody.parse({
  regions: [
    {
      id: "mine",
      label: "line",
      geometry: { type: "box", x: 10, y: 10, width: 30, height: 20 },
      transcript: { value: "abc" },
    },
  ],
  nothingHere: false,
})

const answer = ofKind(plain)

interface HeldTask {
  readonly publicId: string
  readonly features: Readonly<Record<string, number>>
  readonly shapes: readonly string[]
}

const clock = () => performance.now()
async function timed<T>(act: () => Promise<T>): Promise<[T, number]> {
  const begin = clock()
  return [await act(), clock() - begin]
}

/** One person's day: draws, answers, looks at what became of it, and measures all that can be measured. */
async function workThrough(person: TestPerson, texts: string[]): Promise<HeldTask[]> {
  const api = appRouter.createCaller(h.contextOf(person))
  const heldTasks: HeldTask[] = []
  let [held, drewMs] = await timed(async () => (await api.work.next({ project: SLUG, want: 2 })).leases)
  let seen = await api.work.mine(DAY)
  const drew = new Map<string, number>(held.map(({ assignmentId }) => [assignmentId, drewMs]))
  while (heldTasks.length < ASSIGNMENTS) {
    const lease = held[0]
    if (!lease) break
    h.clock.nowMs += 1_000
    const [sent, submitMs] = await timed(() => api.work.submitNext(submission(lease)))
    for (const { assignmentId } of sent.leases) if (!drew.has(assignmentId)) drew.set(assignmentId, submitMs)
    const { assignmentId } = lease
    const [atOnce, atOnceMs] = await timed(() => api.work.sent({ assignmentId }))
    await final()
    const [one, oneMs] = await timed(() => api.work.one({ assignmentId }))
    const [why, whyMs] = await timed(() => api.work.why({ assignmentId }))
    const after = await api.work.mine(DAY)
    const before = seen
    seen = after
    const left = ({ projects: [first] }: typeof after) => [first?.available ?? 0, first?.hoursLeft ?? 0] as const
    const outcome = (found: typeof after) => found.fates.kept - found.fates.sent
    const bytes = [...assignmentId.replaceAll("-", "")].map((digit) => Number.parseInt(digit, 16))
    const features = {
      drewMs: drew.get(assignmentId) ?? 0,
      submitMs,
      atOnceMs,
      oneMs,
      whyMs,
      whyLength: JSON.stringify(why).length,
      random: why.why?.weights.random ?? 0,
      rank: why.why?.queue?.rank ?? 0,
      kept: Number(atOnce.state === "kept"),
      revisable: Number(one.task.revisable),
      leaseLength: JSON.stringify(lease).length,
      receiptLength: JSON.stringify(sent.receipt).length,
      oneLength: JSON.stringify(one).length,
      leasedAt: lease.leasedAtMs - h.clock.nowMs,
      leasedFor: lease.leaseUntilMs - lease.leasedAtMs,
      decidedAfter: (one.decidedAtMs ?? 0) - one.task.sentAtMs,
      available: left(after)[0] - left(before)[0],
      hoursLeft: left(after)[1] - left(before)[1],
      outcome: outcome(after) - outcome(before),
      firstByte: bytes[0] ?? 0,
      lastByte: bytes.at(-1) ?? 0,
      bytes: bytes.reduce((sum, digit) => sum + digit, 0),
      counted: Number(sent.receipt.counted === "counted"),
    }
    const { leases: _, ...rest } = sent
    const shown = [lease, rest, why, one, atOnce].map(shapeOf)
    heldTasks.push({ publicId: assignmentId, features, shapes: shown })
    texts.push(JSON.stringify([lease, rest, one, atOnce, why, after]))
    held = sent.leases
  }
  const history = await api.work.history({ search: "", project: SLUG, states: [], cursor: null, limit: 100 })
  texts.push(JSON.stringify(history))
  expect(new Set(history.rows.filter(({ state }) => state === "taken").map(shapeOf)).size).toBe(1)
  return heldTasks
}

function submission({ assignmentId, fence, ontologyVersion, guidelineVersion }: Lease) {
  const submissionId = randomUUID() as SubmissionId // made as clients make it
  return { assignmentId, fence, ontologyVersion, guidelineVersion, submissionId, body: answer, want: 2 }
}

test("over 4,000 turns nothing on the wire tells gold from other tasks (Z-04)", async () => {
  const texts: string[] = []
  const all: { person: number; heldTasks: HeldTask[] }[] = []
  // Some at a time, as people work; pairs of neighbours are in both halves.
  const lane = async (first: number) => {
    for (let n = first; n < people.length; n += AT_ONCE) {
      const person = people[n] ?? expect.fail("nobody")
      all.push({ person: Math.floor(n / AT_ONCE), heldTasks: await workThrough(person, texts) })
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => lane(n)))
  const rows = await at.storage.db
    .selectFrom("assignment")
    .select(["public_id", "drawn"])
    .where("revision", ">", 0)
    .execute()
  const isGold = new Map(rows.map((row) => [row.public_id, row.drawn === SOURCE.gold]))
  const observed: Observed[] = all.flatMap(({ person, heldTasks }) =>
    heldTasks.map(({ publicId, features }) => ({
      ...{ person, gold: isGold.get(publicId) ?? false, features: Object.values(features) },
    })),
  )
  const gold = observed.filter((one) => one.gold).length
  expect(gold).toBeGreaterThanOrEqual(2_000)
  expect(observed.length - gold).toBeGreaterThanOrEqual(2_000)
  // The same keys and the same padded sizes, exactly.
  for (let part = 0; part < 5; part++) {
    const shapes = new Set(all.flatMap(({ heldTasks }) => heldTasks.map((heldTask) => heldTask.shapes[part] ?? "")))
    if (part < 4) expect([part, shapes.size]).toEqual([part, 1])
  }
  expect(texts.filter((text) => traces(text).length > 0)).toEqual([])
  const { auc, upper } = separability(observed)
  // By itself: what to look at first where all together tell too much.
  const alone = Object.keys(all[0]?.heldTasks[0]?.features ?? {}).map((name, i) => ({
    name,
    auc: separability(observed.map((one) => ({ ...one, features: [one.features[i] ?? 0] }))).auc,
  }))
  const most = alone.sort((a, b) => Math.abs(b.auc - 0.5) - Math.abs(a.auc - 0.5)).slice(0, 5)
  console.log(JSON.stringify({ gold, ordinary: observed.length - gold, auc, upper, most }))
  expect(upper).toBeLessThanOrEqual(0.55)
}, 400_000)

test("no procedure shows an annotator a canary, whatever they ask of it", async () => {
  const person = people[0] ?? expect.fail("nobody")
  const mine = await at.storage.db
    .selectFrom("assignment")
    .select(["public_id", "task_id"])
    .where("person_id", "=", person.id)
    .limit(40)
    .execute()
  const calls = crawlInputs(appRouter, {
    project: SLUG,
    assignments: mine.map((row) => row.public_id),
    numbers: mine.map((row) => row.task_id),
  })
  const api = appRouter.createCaller(h.contextOf(person)) as unknown as Record<
    string,
    Record<string, (input: unknown) => Promise<unknown>>
  > // called by name
  const found: string[] = []
  let asked = 0
  for (const { path, input } of calls) {
    if (path.startsWith("account.") && /leave|delete|signOut/i.test(path)) continue
    const [topic = "", name = ""] = path.split(".")
    const said = await (api[topic]?.[name]?.(input) ?? Promise.resolve(null)).then(
      (value) => JSON.stringify(value) ?? "",
      (error: unknown) =>
        `${String(error)} ${JSON.stringify(error)} ${JSON.stringify((error as { cause?: unknown }).cause)}`,
    )
    asked++
    if (traces(said).length > 0) found.push(path)
  }
  expect(asked).toBeGreaterThan(500)
  expect(found).toEqual([])
  // The crawl would have seen one: the owner's page shows them.
  const owner = appRouter.createCaller(h.contextOf({ id: 1, name: "Olga", operator: false }))
  const [row] = (await owner.gold.list({ project: SLUG, states: [], cursor: null, limit: 1 })).rows
  const trial = await owner.gold.trial({ project: SLUG, asset: row?.asset ?? expect.fail("no gold") })
  expect(traces(JSON.stringify(trial))).toEqual(expect.arrayContaining([CANARY]))
})
