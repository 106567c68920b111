import { randomUUID } from "node:crypto"
import { join } from "node:path"
import { eventually } from "@justesse/db/testing/eventually"
import type { RequesterRecord } from "@justesse/types/wire/requester"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Client } from "../support/client.ts"
import { freshFolder } from "../support/folders.ts"
import { MovedClock } from "../support/paidWork.ts"
import { jpeg } from "../support/pictures.ts"
import { type Server, startServer } from "../support/server.ts"
import { join as enter, ingestFiles, openProject, setUp } from "../support/studio.ts"

// The record of a project that its workers read before they begin, over the wire: after a rejection was undone, and after answers that
// nobody decided about were accepted.

const HOUR = 3_600_000
const project = "market"

let server: Server
let clock: MovedClock
let owner: Client
const annotators: Client[] = []
const reviewers: Client[] = []

beforeAll(async () => {
  clock = new MovedClock(join(freshFolder("clock"), "ahead"))
  server = await startServer({
    ...{ demo: false, env: { CLOCK_AHEAD_FILE: clock.file } },
    with: new URL("../bench/lost/movedTimers.mjs", import.meta.url),
  })
  owner = await setUp(server)
  await openProject(owner, { slug: project, kind: "boxes", overlap: 2, pictures: [await jpeg(1, 1200, 900)] })
  const markdown = "## 1 Edges\n\nEach edge lies within 12 px of what the box is for.\n"
  await owner.act("guideline.save", { project, baseVersion: 1, markdown, note: "" })
  for (const name of ["Awa", "Bela", "Chen", "Dede", "Eva"])
    annotators.push(await enter(owner, project, name, ["annotator"]))
  for (const name of ["Rita", "Remi", "Rosa"]) reviewers.push(await enter(owner, project, name, ["reviewer"]))
})
afterAll(() => server?.stop())

interface Held {
  readonly assignmentId: string
  readonly fence: number
  readonly ontologyVersion: number
  readonly guidelineVersion: number
}

/** Sends one box that is so wide. */
async function send(who: Client, { assignmentId, fence, ontologyVersion, guidelineVersion }: Held, width: number) {
  const region = { id: `of-${width}`, label: "thing", geometry: { type: "box", x: 300, y: 200, width, height: 400 } }
  await who.act("work.submitNext", {
    ...{ assignmentId, fence, ontologyVersion, guidelineVersion, want: 1, submissionId: randomUUID() },
    body: { regions: [region], nothingHere: false },
  })
}

async function answer(who: Client, width: number): Promise<void> {
  const { leases } = await who.act<{ leases: Held[] }>("work.next", { project, want: 1 })
  await send(who, leases[0] ?? expect.fail("a task expected"), width)
}

interface Review {
  readonly task: string
  readonly revision: number
  readonly differences: readonly {
    readonly difference: {
      readonly id: string
      readonly candidates: readonly {
        readonly region: { readonly geometry: { readonly width: number } } | null
        readonly letters: readonly string[]
      }[]
    }
  }[]
}

/** The disputed task as a reviewer opens it, with the letter of the answer that is 300 px wide. */
async function open(who: Client) {
  const asked = { project, task: null, kinds: [], labels: [] }
  const ask = async () => (await who.act<{ task: Review | null }>("review.open", asked)).task
  await eventually(async () => (await ask()) !== null).toBe(true)
  const task = (await ask()) ?? expect.fail("a disputed task expected")
  const { difference } = task.differences[0] ?? expect.fail("a difference expected")
  const letter = difference.candidates.find(({ region }) => region?.geometry.width === 300)?.letters[0]
  return { at: { project, task: task.task, letter }, revision: task.revision, difference: difference.id }
}

/** Proposes what the panel fills in; the status of the call. */
async function propose(who: Client): Promise<number> {
  const { at, revision, difference } = await open(who)
  const { drafts } = await who.ask<{ drafts: object[] }>("decision.panel", { ...at, difference })
  const { reason, clause, evidence } = (drafts[0] ?? {}) as Record<string, unknown>
  return (await who.send("decision.propose", { ...at, revision, reason, clause, evidence, act: randomUUID() })).status
}

/** Awa's answer: sent back, sent again as it was, proposed by one reviewer and agreed to by another. */
async function reject(): Promise<string> {
  const [awa] = annotators as [Client]
  const [first, second] = reviewers as [Client, Client, Client]
  const { at, revision } = await open(first)
  const reason = { code: "edges", clause: "1", note: "the bag is not part of it" }
  await first.act("review.sendBack", { ...at, revision, reason })
  const list = { project, states: ["sent_back"], search: "", cursor: null, limit: 1 }
  const { rows } = await awa.ask<{ rows: { assignmentId: string }[] }>("work.history", list)
  await send(awa, await awa.act<Held>("work.revise", { assignmentId: rows[0]?.assignmentId ?? "" }), 300)
  await eventually(() => propose(first)).toBe(200)
  const { rows: waiting } = await second.ask<{ rows: { decision: string }[] }>("decision.seconds", { project })
  const decision = waiting[0]?.decision ?? expect.fail("a proposal expected")
  await second.act("decision.answerSecond", { project, decision, agrees: true, act: randomUUID() })
  return decision
}

async function figures() {
  const { figures } = await (annotators[4] ?? owner).ask<RequesterRecord>("project.requesterRecord", { project })
  return figures ?? expect.fail("figures of five people expected")
}

test("a rejection counts while it holds, and is told as undone once an appeal overturned it", async () => {
  const [awa, bela, chen, dede, eva] = annotators as [Client, Client, Client, Client, Client]
  await answer(awa, 300)
  await answer(bela, 200)
  const decision = await reject()
  const more = [2, 3, 4, 5].map(async (n) => [`image-${n}.jpg`, await jpeg(n, 1200, 900)] as const)
  await ingestFiles(owner, project, await Promise.all(more))
  // Two agree about the second image, and each holds the third; the fourth has one answer, about which nobody decides.
  for (const who of [chen, dede, eva]) await answer(who, 200)
  const rejected = (await figures()).rejected
  expect(rejected).toMatchObject({ k: 1, n: 5, undone: 0 })
  await awa.act("decision.appeal", { decision, act: randomUUID(), text: "", evidence: [] })
  expect((await figures()).rejected).toMatchObject({ k: 1, undone: 0 })
  const said = { decision, act: randomUUID(), answer: "both", clause: "1", text: "the clause does not name bags" }
  await reviewers[2]?.act("decision.answer", said)
  const after = await figures()
  expect(after).toMatchObject({ rejected: { k: 0, share: 0, undone: 1 }, overturned: { k: 1, n: 1 } })
})

test("what was accepted because nobody looked in time is a figure as soon as it happened", async () => {
  expect((await figures()).bySilence).toBeNull()
  await clock.pass(72 * HOUR + 60_000)
  const { bySilence } = await figures()
  expect(bySilence?.n).toBeGreaterThan(0)
  expect(bySilence?.k).toBeGreaterThan(0)
})
