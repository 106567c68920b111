import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { ProjectSlug } from "@justesse/types"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { z } from "zod"
import type { Meta } from "../core/trpc.ts"
import { appRouter } from "../index.ts"
import { type Harness, makeHarness, type TestPerson } from "../testing/harness.ts"
import { sampleOf } from "../testing/sample.ts"
import { fieldsOf } from "./fields.ts"

/** A procedure as the router keeps it. */
interface Listed {
  readonly path: string
  readonly isQuery: boolean
  readonly inputs: readonly z.ZodType[]
  readonly output: z.ZodType
}

const kept = appRouter._def.procedures as unknown as Record<string, { _def: Record<string, unknown> }> // flat, by path
/** What is open to whoever asked for the labels: owners and those who review for them. */
const ofRequesters: Listed[] = Object.entries(kept)
  .filter(([, { _def }]) => {
    const { may } = _def["meta"] as Meta
    return Array.isArray(may) && (may.includes("owner") || may.includes("reviewer"))
  })
  .map(([path, { _def }]) => ({
    path,
    isQuery: _def["type"] === "query",
    inputs: (_def["inputs"] ?? []) as z.ZodType[],
    output: _def["output"] as z.ZodType,
  }))

/** A field that could say who somebody is, where they live, what they earn or how they feel. */
const WHO =
  /(^|\.)(e?mail|address|country|placeOfWork|timeZone|utcOffset\w*|ip\w*|userAgent|fatigue|mood|profile|earn\w*|paid\w*|iban|payee)$/i
/** A time that stands beside somebody's name or pseudonym. */
const WHEN =
  /(^|\.)(people|members|annotators|reviewers|rows|row|messages|history|versions|imports|sets)(\[\])?\.\w*(seconds|minutes|hours|lastSeen\w*|hereNow|active\w*|AtMs|atMs)$/i

/** Fields that match, each with what keeps it from telling of one person where names are hidden. */
const KNOWN: Readonly<Record<string, string>> = {
  "people.list members[].email": "null, tested below",
  "people.list members[].lastSeenDay": "null, tested below",
  "people.list invitations[].email": "what the owner wrote",
  "project.overview people[].hereNow": "false, tested below",
  "project.overview people[].lastSeenDay": "null, tested below",
  "asset.get people[].sentAtMs": "the day alone, tested below",
  "asset.get history[].atMs": "the day alone of acts of others, tested below",
  "activity.list rows[].atMs": "the day alone of acts of others, tested below",
  "question.list rows[].askedAtMs": "what somebody wrote to the owner, who answers it",
  "question.list rows[].changedAtMs": "what somebody wrote to the owner, who answers it",
  "question.one row.askedAtMs": "what somebody wrote to the owner, who answers it",
  "question.one row.changedAtMs": "what somebody wrote to the owner, who answers it",
  "question.one messages[].atMs": "what somebody wrote to the owner, who answers it",
  "question.ofPicture threads[].row.askedAtMs": "what somebody wrote to the owner, who answers it",
  "question.ofPicture threads[].row.changedAtMs": "what somebody wrote to the owner, who answers it",
  "question.ofPicture threads[].messages[].atMs": "what somebody wrote to the owner, who answers it",
  "decision.seconds rows[].proposedAtMs": "a proposal, and nobody beside it",
  "pay.budget money.paidMicros": "a sum over everybody",
  "ontology.get versions[].madeAtMs": "acts of owners",
  "guideline.get versions[].madeAtMs": "acts of owners",
  "dataset.list versions[].frozenAtMs": "acts of owners",
  "dataset.get row.frozenAtMs": "acts of owners",
  "imports.list imports[].startedAtMs": "acts of owners",
  "imports.list imports[].runAtMs": "acts of owners",
  "imports.list imports[].endedAtMs": "acts of owners",
  "imports.get row.startedAtMs": "acts of owners",
  "imports.get row.runAtMs": "acts of owners",
  "imports.get row.endedAtMs": "acts of owners",
  "models.servers servers[].address": "where a program is served, as the owner wrote it",
  "models.list sets[].madeAtMs": "acts of owners",
  "models.list sets[].scoredAtMs": "acts of owners",
}

const DAY_MS = 86_400_000
const NAME = "Zephyrine Quasimodo"
const SLUG = ProjectSlug.parse("open-house")

test("W7: no field of what requesters read tells who somebody is, where, or when they worked, but for those known here", () => {
  const found = ofRequesters.flatMap(({ path, output }) =>
    fieldsOf(output)
      .filter((field) => WHO.test(field) || WHEN.test(field))
      .map((field) => `${path} ${field}`),
  )
  expect(found.length).toBeGreaterThan(20)
  expect(found.filter((field) => KNOWN[field] === undefined)).toEqual([])
  expect(Object.keys(KNOWN).filter((field) => !found.includes(field))).toEqual([])
})

describe.each(ruleEngines)("where names are hidden, on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  let owner: TestPerson
  let annotator: TestPerson

  beforeAll(async () => {
    store = await open()
    folder = temporaryFolder()
    harness = makeHarness({ storage: store.storage, folder: folder.path })
    owner = await harness.addPerson("Owner")
    annotator = await harness.addPerson(NAME)
    const project = await harness.addProject({ slug: SLUG, owner, roles: ["owner", "reviewer"], names: "open" })
    await harness.addMember(project, annotator, ["annotator", "reviewer"])
    await harness.addPictures(project, 4)
    const mine = appRouter.createCaller(harness.contextOf(annotator))
    const { leases } = await mine.work.next({ project: SLUG, want: 2 })
    for (const { assignmentId, fence } of leases.slice(0, 1)) {
      const versions = { ontologyVersion: 1, guidelineVersion: 1 }
      const submissionId = harness.deps.uuid() as never // a fresh UUID
      const body = { regions: [], nothingHere: true }
      await mine.work.submitNext({ assignmentId, fence, submissionId, body, ...versions, want: 1 })
    }
    const [, { assignmentId, fence }] = leases as [unknown, (typeof leases)[number]]
    await mine.question.ask({
      ...{ threadId: harness.deps.uuid(), messageId: harness.deps.uuid(), text: "Is this one?", assignmentId, fence },
      ...{
        regionId: null,
        spot: { point: { x: 1, y: 1 }, region: null, place: null },
        clause: null,
        putAside: false,
        want: 1,
      },
    } as never) // ids are plain values here
    await harness.resolve()
    await store.storage.db.updateTable("member").set({ last_seen_ms: harness.clock.nowMs }).execute()
  })
  afterAll(async () => {
    await store.close()
    folder.remove()
  })
  const asOwner = () => appRouter.createCaller(harness.contextOf(owner))

  test("PRI-1: nothing that requesters can read holds a name or an address of somebody who labels", async () => {
    const caller = asOwner() as unknown as Record<string, Record<string, (input: unknown) => Promise<unknown>>>
    const telling: string[] = []
    let answered = 0
    for (const { path, isQuery, inputs } of ofRequesters) {
      if (!isQuery) continue
      const input = Object.assign({}, ...inputs.map(sampleOf)) as Record<string, unknown>
      const [topic = "", name = ""] = path.split(".")
      for (const number of [1, 2]) {
        const numbered = Object.fromEntries(
          Object.entries(input).map(([key, value]) => [key, typeof value === "number" ? number : value]),
        )
        const answer = await caller[topic]?.[name]?.({ ...numbered, project: SLUG }).catch(() => null)
        if (answer === null || answer === undefined) continue
        answered++
        if (/zephyrine|quasimodo/i.test(JSON.stringify(answer))) telling.push(path)
      }
    }
    expect(telling).toEqual([])
    expect(answered).toBeGreaterThan(20)
  })

  test("times of somebody are told as days, and that they are there not at all", async () => {
    const { members } = await asOwner().people.list({ project: SLUG })
    const other = members.find(({ you }) => !you)
    expect(other).toMatchObject({ email: null, lastSeenDay: null })
    expect(members.find(({ you }) => you)?.lastSeenDay).toBe("2026-01-14")
    const { people } = await asOwner().project.overview({ project: SLUG, utcOffsetMinutes: 0 })
    expect(people.filter(({ you }) => !you)).toMatchObject([{ hereNow: false, lastSeenDay: null }])
    const pictures = await Promise.all(
      [1, 2, 3, 4].map((image) => asOwner().asset.get({ project: SLUG, asset: image } as never)),
    )
    const sent = pictures.flatMap(({ people: answers }) => answers.map(({ sentAtMs }) => sentAtMs))
    expect(sent.length).toBeGreaterThan(0)
    expect(sent.filter((atMs) => atMs % DAY_MS !== DAY_MS / 2)).toEqual([])
    const history = pictures.flatMap((picture) => picture.history).filter(({ who }) => who !== "" && who !== "Owner")
    expect(history.length).toBeGreaterThan(0)
    const { rows } = await asOwner().activity.list({ project: SLUG, kinds: [], search: "", cursor: null, limit: 50 })
    history.push(...rows.filter(({ who }) => who !== "" && who !== "Owner"))
    expect(history.filter(({ atMs }) => atMs % DAY_MS !== DAY_MS / 2)).toEqual([])
  })
})
