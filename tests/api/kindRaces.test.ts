import { randomUUID } from "node:crypto"
import { join as path } from "node:path"
import { openStorage, verifyStorage } from "@justesse/db"
import { freshDatabase } from "@justesse/db/testing/engines"
import { eventually } from "@justesse/db/testing/eventually"
import { invariants } from "@justesse/db/testing/invariants"
import type { Overview } from "@justesse/types/wire/project"
import type { ReviewTask } from "@justesse/types/wire/review"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { z } from "zod"
import { Client, codeIn } from "../support/client.ts"
import { freshFolder } from "../support/folders.ts"
import { type Server, startServer } from "../support/server.ts"
import { ingestFiles, join, joinToo, setUp } from "../support/studio.ts"
import { TEAM_KINDS, type TeamLease } from "../support/teamKinds.ts"

// Several people, each with two windows, take, answer, send again, give back and decide the same few tasks of each kind at once; on
// PostgreSQL through two servers. What is made for a project is made at once by several callers too.

const KINDS = Object.keys(TEAM_KINDS)
const PEOPLE = ["Awa", "Jonas", "Imani"] as const
const ASSETS = 5
const OVERLAP = 2
/** What whoever loses a race with themselves in another window may be told. */
const LOST = ["taken_over", "already_submitted", "not_revisable", "busy", "conflict", "not_found", "decided_already"]

interface Held {
  readonly leases: readonly TeamLease[]
}

describe.each(["SQLite", "PostgreSQL"])("races on %s", (engine) => {
  const servers: Server[] = []
  const people: Client[] = []
  let owner: Client
  let script: Client
  let rosa: Client
  let where: { readonly url: string } | { readonly file: string }
  let drop = async () => {}

  beforeAll(async () => {
    const database = engine === "PostgreSQL" ? await freshDatabase("template0") : null
    if (database) drop = database.drop
    const dataDir = freshFolder("races")
    where = database ? { url: database.url } : { file: path(dataDir, "justesse.db") }
    const settings = {
      demo: false,
      dataDir,
      env: { JUSTESSE_RUNNING: "" },
      ...(database && { databaseUrl: database.url }),
    }
    servers.push(await startServer(settings))
    const [first] = servers as [Server]
    owner = await setUp(first)
    if (database) servers.push(await startServer(settings))
    const scopes = ["read", "manage", "import", "export"]
    const { token } = await owner.act<{ token: string }>("account.createToken", { name: "script", scopes, days: 1 })
    script = new Client(first.origin, token)
    for (const kind of KINDS) await begin(kind)
  })
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.stop()))
    await drop()
  })

  /** The same person at the so-manieth of the servers. */
  const at = (client: Client, nth: number) => client.on(servers[nth % servers.length]?.origin ?? "")
  const rest = async (address: string, body: object, nth = 0) => {
    const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }
    const answer = await at(script, nth).request(`/api/v1${address}`, init)
    const text = await answer.text()
    expect([address, answer.status, text]).toEqual([address, expect.toBeOneOf([200, 201, 202]), text])
    return JSON.parse(text) as Record<string, number>
  }

  async function begin(kind: string): Promise<void> {
    const { project, files, pairs } = TEAM_KINDS[kind] as (typeof TEAM_KINDS)[string]
    await rest("/projects", { name: kind, project: kind, kind, answers: OVERLAP, purpose: "To see.", ...project })
    await ingestFiles(owner, kind, await files(ASSETS))
    // Whoever makes the pairs, and however many do it at once: each is made once.
    if (pairs) {
      const made = await Promise.all([0, 1, 2, 3].map((nth) => rest(`/p/${kind}/pairs`, {}, nth)))
      expect(made.map((one) => one["pairs"]).sort()).toEqual([0, 0, 0, 10])
    }
    await rest(`/p/${kind}/open`, {})
    for (const name of PEOPLE) {
      const known = people[PEOPLE.indexOf(name)]
      if (known) await joinToo(owner, kind, known, name, ["annotator"])
      else people.push(await join(owner, kind, name, ["annotator"]))
    }
    if (kind === KINDS[0]) rosa = await join(owner, kind, "Rosa", ["reviewer"])
    else await joinToo(owner, kind, rosa, "Rosa", ["reviewer"])
  }

  const countsOf = async (project: string) =>
    (await owner.ask<z.infer<typeof Overview>>("project.overview", { project, utcOffsetMinutes: 0 })).counts

  /** One window of somebody: takes, gives back now and then, and sends each answer twice at once. */
  async function work(kind: string, client: Client, window: number, receipts: Map<string, string>): Promise<void> {
    const odd: string[] = []
    let call = window
    const act = async (path: string, input: object) => {
      const { status, text } = await at(client, call++).send(path, input)
      if (status === 200) return JSON.parse(text).result.data
      if (!LOST.includes(codeIn(text))) odd.push(`${path}: ${status} ${text.slice(0, 200)}`)
      return null
    }
    for (let round = 0, idle = 0; idle < 2 && round < 30; round++) {
      const held: Held | null = await act("work.next", { project: kind, want: 2 })
      idle = held && held.leases.length > 0 ? 0 : idle + 1
      for (const lease of held?.leases ?? []) {
        const { assignmentId, fence, ontologyVersion, guidelineVersion } = lease
        if ((round + window) % 5 === 4) {
          await act("work.skip", { assignmentId, fence, reason: "too_hard", note: "", want: 1 })
          await act("work.takeUp", { assignmentId })
          continue
        }
        const regions = TEAM_KINDS[kind]?.regions(lease, window === 1 && round % 3 === 0 ? 1 : 0)
        const key = { assignmentId, fence, ontologyVersion, guidelineVersion, submissionId: randomUUID(), want: 1 }
        const after = { revision: 0, ids: [] }
        const send = () => act("work.submitNext", { ...key, after, body: { regions, nothingHere: false } })
        for (const done of await Promise.all([send(), send()])) {
          if (!done) continue
          const said = JSON.stringify(done.receipt)
          expect(receipts.get(key.submissionId) ?? said).toBe(said)
          receipts.set(key.submissionId, said)
        }
      }
    }
    expect(odd).toEqual([])
  }

  test.each(KINDS)("everybody answers the same tasks of %s at once, and each place is taken once", async (kind) => {
    const receipts = new Map<string, string>()
    await Promise.all(people.flatMap((client) => [0, 1].map((window) => work(kind, client, window, receipts))))
    const tasks = TEAM_KINDS[kind]?.tasks(ASSETS) ?? 0
    const counted = [...receipts.values()].filter((text) => JSON.parse(text).counted === "counted")
    // What somebody gave back last is taken by nobody who gave it back; all the others have their answers.
    expect(counted.length).toBeLessThanOrEqual(tasks * OVERLAP)
    expect(counted.length).toBeGreaterThanOrEqual(tasks)
    await eventually(async () => {
      const { open, waiting, settled, disputed } = await countsOf(kind)
      return open + waiting + settled + disputed
    }).toBe(tasks)
  })

  test.each(KINDS)("reviewers decide the same differences of %s at once, and each is decided once", async (kind) => {
    const reason = { code: "label", clause: null, note: "" }
    const before = await countsOf(kind)
    const filed: number[] = []
    await Promise.all(
      [owner, rosa, owner, rosa].map(async (client, person) => {
        for (let round = 0; round < 40; round++) {
          const reviewer = at(client, person + round)
          const input = { project: kind, task: null, kinds: [], labels: [] }
          const { task } = await reviewer.act<{ task: ReviewTask | null }>("review.open", input)
          if (!task) return
          let { revision } = task
          for (const { difference } of task.differences) {
            const decision =
              difference.proposal === null ? { outcome: "none", reason } : { outcome: "proposal", reason }
            const act = { project: kind, task: task.task, revision, difference: difference.id, decision }
            const both = await Promise.all([
              reviewer.send("review.decide", act),
              at(client, person).send("review.decide", act),
            ])
            for (const { status, text } of both) {
              if (status === 200) revision = Math.max(revision, JSON.parse(text).result.data.revision)
              else expect([text, LOST]).toEqual([text, expect.arrayContaining([codeIn(text)])])
            }
          }
          const file = { project: kind, task: task.task, revision }
          const both = await Promise.all([
            reviewer.send("review.file", file),
            at(client, person).send("review.file", file),
          ])
          if (both.some(({ status }) => status === 200)) filed.push(Number(task.task))
          for (const { status, text } of both)
            if (status !== 200) expect([text, LOST]).toEqual([text, expect.arrayContaining([codeIn(text)])])
        }
      }),
    )
    expect(new Set(filed).size).toBe(before.disputed)
    expect((await countsOf(kind)).disputed).toBe(0)
    for (const server of servers) expect(server.said()).toBe("")
  })

  test("rows that several scripts bring at once are each there once", async () => {
    const form = TEAM_KINDS["form"] as (typeof TEAM_KINDS)[string]
    await rest("/projects", {
      name: "rows",
      project: "rows",
      kind: "form",
      about: "row",
      answers: 1,
      purpose: "To see.",
      ...form.project,
    })
    const rows = Array.from({ length: 40 }, (_, n) => ({ name: `shop ${n}`, town: "Lyon" }))
    const added = await Promise.all([0, 1, 2, 3].map((nth) => rest("/p/rows/rows", { rows }, nth)))
    expect(added.reduce((sum, one) => sum + (one["added"] ?? 0), 0)).toBe(40)
    expect(added.every((one) => (one["added"] ?? 0) + (one["twice"] ?? 0) === 40)).toBe(true)
  })

  test("and what is stored of all of it is whole", async () => {
    await Promise.all(servers.map((server) => server.stop()))
    const storage = await openStorage(where)
    for (let project = 1; project <= KINDS.length + 1; project++)
      expect(await invariants(storage.db, project)).toEqual([])
    expect(await verifyStorage(storage)).toEqual([])
    await storage.close()
  })
})
