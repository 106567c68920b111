import { randomUUID } from "node:crypto"
import { join as joinPath } from "node:path"
import { appRouter } from "@justesse/api"
import { openStorage } from "@justesse/db"
import { SOURCE } from "@justesse/db/schema/states"
import type { HeldLeases, Lease, Receipt } from "@justesse/types/wire/work"
import type { HistoryOne, SentTask } from "@justesse/types/wire/work/history"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { z } from "zod"
import type { Client } from "../support/client.ts"
import { jpeg } from "../support/pictures.ts"
import { type Server, startServer } from "../support/server.ts"
import { DEFAULTS, ingestFiles, join, openProject, setUp } from "../support/studio.ts"
import { CANARY, canaryBody, crawlInputs, traces } from "./canaries.ts"
import { shapeOf } from "./shape.ts"

const PROJECT = "gold-wire"
const PICTURES = 40
const GOLD = 14

let server: Server
let owner: Client
const annotators: Client[] = []

beforeAll(async () => {
  server = await startServer({ demo: false })
  owner = await setUp(server)
  const pictures = await Promise.all(Array.from({ length: PICTURES }, (_, n) => jpeg(n)))
  await openProject(owner, { slug: PROJECT, kind: "boxes", overlap: 3, pictures })
  for (const name of ["Imani", "Jonas", "Kira"]) annotators.push(await join(owner, PROJECT, name, ["annotator"]))
  for (let n = 0; n < GOLD; n++) {
    const made = { project: PROJECT, assets: [1 + n * 2], as: "active", answer: canaryBody(n, "thing") }
    await owner.act("gold.make", made)
  }
})
afterAll(() => server.stop())

interface HeldTask {
  readonly client: Client
  readonly publicId: string
  readonly shapes: Readonly<Record<string, string>>
  /** How much the lot decides for this person, as it was when this was drawn. */
  readonly weights: string
}

/** Everything that stands in an answer of the server: the status, each header, the body. */
async function whole(response: Response): Promise<string> {
  return `${response.status} ${[...response.headers].map((pair) => pair.join(": ")).join("\n")}\n\n${await response.text()}`
}

/** Names of headers, and values but for what is another at each call. */
function headersOf(response: Response): string {
  const own = ["date", "etag", "content-length", "last-modified"]
  return [...response.headers].map(([name, value]) => (own.includes(name) ? name : `${name}: ${value}`)).join("\n")
}

const answer = {
  regions: [{ id: "mine", label: "thing", geometry: { type: "box", x: 10, y: 10, width: 30, height: 20 } }],
  nothingHere: false,
}

/** Draws, looks at the picture, answers, and reads what became of it, until nothing is left. */
async function workThrough(client: Client, found: string[]): Promise<HeldTask[]> {
  const heldTasks: HeldTask[] = []
  let { leases } = await client.act<z.infer<typeof HeldLeases>>("work.next", { project: PROJECT, want: 1 })
  for (let lease = leases[0]; lease; lease = leases[0]) {
    const { assignmentId, fence, ontologyVersion, guidelineVersion, media } = lease
    const pictures = await Promise.all([media.full, media.preview, media.thumbnail].map((url) => client.request(url)))
    const mediaShape = pictures.map(headersOf).join("\n")
    for (const picture of pictures) found.push(...traces(await whole(picture)))
    const sent = await client.act<{ receipt: Receipt; leases: Lease[] }>("work.submitNext", {
      ...{ assignmentId, fence, ontologyVersion, guidelineVersion, body: answer, want: 1 },
      submissionId: randomUUID(),
    })
    const mine = await client.ask<SentTask>("work.sent", { assignmentId })
    const { why } = await client.ask<{ why: { weights: object } }>("work.why", { assignmentId })
    const { leases: next, ...rest } = sent
    found.push(...traces(JSON.stringify([lease, rest, mine, why])))
    const shapes = {
      lease: shapeOf(lease),
      // Why nothing is left is said once a person, whatever their last task was.
      receipt: shapeOf({ ...rest, none: null }),
      sent: shapeOf({ ...mine, state: "" }),
      media: mediaShape,
      why: JSON.stringify({ ...why, weights: null }),
    }
    heldTasks.push({ client, publicId: assignmentId, shapes, weights: JSON.stringify(why.weights) })
    leases = next
  }
  return heldTasks
}

test("a comparison is an opinion: no answer can be made known, and no lease tells its pair from others or names a picture", async () => {
  const project = "opinions"
  const settings = { ...DEFAULTS.settings, purpose: "To see.", overlap: { base: 2, more: 2, moreRatio: 0 } }
  const draft = {
    ...{ name: project, template: "comparison", kind: "comparison", names: "in_house", guideline: "" },
    ...{
      ontology: { labels: [], answers: { of: "whole", several: false } },
      settings: { ...settings, pairs: { each: 3 } },
    },
    forecast: { people: 1, hoursPerDay: 1, secondsPerAnswer: 5 },
  }
  await owner.act("project.create", { slug: project, draft })
  const pictures = await Promise.all(Array.from({ length: 4 }, (_, n) => jpeg(n)))
  await ingestFiles(
    owner,
    project,
    pictures.map((bytes, n) => [`${CANARY}-${n}.jpg`, bytes] as const),
  )
  await owner.act("project.open", { project })
  const made = { project, assets: [1], as: "active", answer: { regions: [], nothingHere: false } }
  await expect(owner.act("gold.make", made)).rejects.toMatchObject({ status: 400 })
  const person = await join(owner, project, "Lena", ["annotator"])
  const want = async () => (await person.act<z.infer<typeof HeldLeases>>("work.next", { project, want: 6 })).leases
  await expect.poll(async () => (await want()).length, { timeout: 15_000 }).toBe(6)
  const shapes = new Set<string>()
  for (const lease of await want()) {
    const { assignmentId, fence, ontologyVersion, guidelineVersion } = lease
    const body = { regions: [{ id: "r", label: "first", geometry: { type: "whole" } }], nothingHere: false }
    const sent = await person.act<{ receipt: Receipt }>("work.submitNext", {
      ...{ assignmentId, fence, ontologyVersion, guidelineVersion, body, want: 1 },
      submissionId: randomUUID(),
    })
    const { why } = await person.ask<{ why: object }>("work.why", { assignmentId })
    const mine = await person.ask<SentTask>("work.sent", { assignmentId })
    expect(traces(JSON.stringify([lease, sent, why, mine]))).toEqual([])
    // Which of the two stands left is drawn for each person; its word is of another length.
    const { left: _, ...about } = { left: "", ...lease.about }
    shapes.add(shapeOf([{ ...lease, about }, sent.receipt, { ...why, weights: null }]))
  }
  expect(shapes.size).toBe(1)
})

test("over HTTP too, gold has the same keys, sizes and headers as any task, and no canary is in any answer", async () => {
  const found: string[] = []
  const heldTasks: HeldTask[] = []
  for (const client of annotators) heldTasks.push(...(await workThrough(client, found)))
  expect(found).toEqual([])
  const counts = await owner.ask<{ rows: { asked: number }[] }>("gold.list", {
    project: PROJECT,
    states: [],
    cursor: null,
    limit: 50,
  })
  expect(counts.rows).toHaveLength(GOLD)
  // Each shape is one and the same for all turns, whichever of them were gold.
  for (const part of ["lease", "receipt", "sent", "media", "why"])
    expect([part, [...new Set(heldTasks.map(({ shapes }) => shapes[part]))].slice(1)]).toEqual([part, []])
  // A person's share of the lot is learnt meanwhile: it may change, for all that comes after, and never goes with single tasks.
  for (const client of annotators) {
    const own = heldTasks.filter((one) => one.client === client).map(({ weights }) => weights)
    const changes = own.filter((weights, i) => weights !== own[i - 1])
    expect(changes).toEqual([...new Set(changes)])
  }
  const outcomes: { state: string; shape: string }[] = []
  for (const { client, publicId } of heldTasks) {
    const one = await client.ask<HistoryOne>("work.one", { assignmentId: publicId })
    outcomes.push({ state: one.task.state, shape: shapeOf(one) })
    found.push(...traces(JSON.stringify(one)))
  }
  expect(found).toEqual([])
  expect(outcomes.length).toBeGreaterThan(PICTURES)
  // One shape a state: what is kept as gold looks like what is kept.
  for (const state of new Set(outcomes.map((one) => one.state)))
    expect([state, new Set(outcomes.filter((one) => one.state === state).map(({ shape }) => shape)).size]).toEqual([
      state,
      1,
    ])
})

test("a crawl of every procedure by an annotator meets no canary in any answer, header or error", async () => {
  const client = annotators[1] ?? expect.fail("nobody")
  const { rows } = await client.ask<{ rows: { assignmentId: string }[] }>("work.history", {
    ...{ search: "", project: null, states: [], cursor: null, limit: 12 },
  })
  const known = {
    project: PROJECT,
    assignments: rows.map((row) => row.assignmentId),
    numbers: [1, 2, 3, 5, 7, 9, 11, 13],
  }
  const calls = crawlInputs(appRouter, known).filter(({ path }) => !/signOut|leave|remove/i.test(path))
  const met: string[] = []
  const ask = async ({ path, input, isQuery }: (typeof calls)[number]) => {
    const text = JSON.stringify(input)
    const response = isQuery
      ? await client.request(`/trpc/${path}?input=${encodeURIComponent(text)}`)
      : await client.request(`/trpc/${path}`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: text,
        })
    const said = (await whole(response)).replaceAll(text, "")
    if (traces(said).length > 0) met.push(path)
  }
  for (let at = 0; at < calls.length; at += 8) await Promise.all(calls.slice(at, at + 8).map(ask))
  expect(calls.length).toBeGreaterThan(200)
  expect(met).toEqual([])
  for (const page of ["/", "/healthz", "/readyz", "/metrics", "/openapi.json"])
    expect(traces(await whole(await client.request(page)))).toEqual([])
})

test("and gold was among what they did", async () => {
  await server.stop()
  const storage = await openStorage({ file: joinPath(server.dataDir, "justesse.db") })
  const rows = await storage.db
    .selectFrom("assignment")
    .select(["drawn", "revision"])
    .where("revision", ">", 0)
    .execute()
  await storage.close()
  expect(rows.filter((row) => row.drawn === SOURCE.gold).length).toBeGreaterThan(5)
  expect(rows.filter((row) => row.drawn === SOURCE.queue).length).toBeGreaterThan(60)
})
