import { randomUUID } from "node:crypto"
import { freshDatabase } from "@justesse/db/testing/engines"
import { eventually } from "@justesse/db/testing/eventually"
import type { ModelServers, ModelTried, Proposed } from "@justesse/types/models/asked"
import type { ProposalGains } from "@justesse/types/wire/quality"
import type { HeldLeases, Lease } from "@justesse/types/wire/work"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { z } from "zod"
import { type Client, codeIn } from "../support/client.ts"
import { type ModelMode, type ModelProcess, startModel } from "../support/modelServer.ts"
import { jpeg } from "../support/pictures.ts"
import { type Server, startServer } from "../support/server.ts"
import { join, openProject, setUp } from "../support/studio.ts"

const PROJECT = "models-at-work"
const PICTURES = 12

type Tried = z.infer<typeof ModelTried>
type Asked = z.infer<typeof Proposed>

describe.each(["SQLite", "PostgreSQL"])("models that are asked, on %s", (engine) => {
  let server: Server
  let owner: Client
  let worker: Client
  let model: ModelProcess
  let drop = async () => {}

  beforeAll(async () => {
    const database = engine === "PostgreSQL" ? await freshDatabase("template0") : null
    if (database) drop = database.drop
    server = await startServer({ demo: false, ...(database ? { databaseUrl: database.url } : {}) })
    owner = await setUp(server)
    model = await startModel()
    const pictures = await Promise.all(Array.from({ length: PICTURES }, (_, n) => jpeg(n, 200, 100)))
    await openProject(owner, { slug: PROJECT, kind: "boxes", overlap: 1, pictures })
    worker = await join(owner, PROJECT, "Imani", ["annotator"])
  })
  afterAll(async () => {
    await Promise.all([server.stop(), model.stop()])
    await drop()
  })

  const where = () => ({ project: PROJECT, address: model.address, sends: "address" as const, words: {} })
  const listed = async () => {
    const { servers } = await owner.ask<z.infer<typeof ModelServers>>("models.servers", { project: PROJECT })
    const [first] = servers
    if (!first) throw new Error("no model is connected")
    return first
  }
  /** Until a task comes that the lot gives, or does not give, to the model. */
  const taken: string[] = []
  const next = async (): Promise<Lease> => {
    const input = { project: PROJECT, want: 1, utcOffsetMinutes: 0 }
    const { leases } = await worker.act<z.infer<typeof HeldLeases>>("work.next", input)
    const [lease] = leases
    if (!lease) throw new Error("no task is left")
    taken.push(lease.assignmentId)
    return lease
  }
  const send = async (lease: Lease, regions: Asked["regions"], proposals: object | null, by = worker) =>
    by.act("work.submitNext", {
      ...{ assignmentId: lease.assignmentId, fence: lease.fence, submissionId: randomUUID(), want: 1 },
      ...{ ontologyVersion: lease.ontologyVersion, guidelineVersion: lease.guidelineVersion, utcOffsetMinutes: 0 },
      body: {
        regions: regions.map(({ proposed: _proposed, origin: _origin, ...region }) => region),
        nothingHere: regions.length === 0,
      },
      ...(proposals && { proposals }),
    })

  test("an address of this computer is called once the operator allows it, and not before", async () => {
    const host = new URL(model.address).host
    const refused = await owner.act<Tried>("models.try", where())
    expect(refused.failure).toEqual({ code: "model_refused", detail: { host } })
    expect(model.requests).toEqual([])
    expect(await owner.send("admin.setModelHosts", { modelHosts: ["http://x"] })).toMatchObject({ status: 400 })
    await owner.act("admin.setModelHosts", { modelHosts: [host] })
  })

  test("a test call tells times, what went and what came, words, and what is proposed on the picture", async () => {
    const tried = await owner.act<Tried>("models.try", { ...where(), words: { other: null } })
    expect(tried.failure).toBeNull()
    expect(tried.calls.map(({ what }) => what)).toEqual(["health", "setup", "predict"])
    expect(tried.version).toBe("spots-1")
    expect(tried.words).toEqual([
      { word: "thing", count: 1, label: "thing" },
      { word: "other", count: 1, label: null },
      { word: "potted plant", count: 1, label: null },
    ])
    expect(tried.regions).toMatchObject([
      { label: "thing", geometry: { type: "box", x: 20, y: 10, width: 60, height: 20 }, origin: { score: 0.91 } },
    ])
    expect(model.failures).toEqual([])
    expect(model.fetched.at(-1)).toBeGreaterThan(300)
    // What leaves this computer: labels, an address that is good for minutes, a number. No name of a person.
    const told = JSON.stringify(model.requests)
    expect(told).toContain("RectangleLabels")
    for (const name of ["Ada", "Imani", "justesse.example"]) expect(told).not.toContain(name)
    expect(tried.calls[2]?.sent).toContain("/media/m-")
  })

  test("with the bytes sent along it fetches nothing", async () => {
    const before = model.requests.length
    const tried = await owner.act<Tried>("models.try", { ...where(), sends: "bytes" })
    expect(tried.regions).toHaveLength(2)
    const asked = model.requests.slice(before).find(({ path }) => path === "/predict")
    expect(JSON.stringify(asked?.body)).toContain("data:image/jpeg;base64,")
  })

  test("connected, it proposes on asking, and what came of it is stored with the model that said it", async () => {
    await owner.act("models.connect", { ...where(), name: "spots" })
    await noLot()
    const lease = await next()
    expect(lease.body.regions).toEqual([])
    const asked = await worker.act<Asked>("work.propose", { assignmentId: lease.assignmentId })
    expect(asked.model).toBe("spots")
    expect(asked.regions.map(({ label, origin, proposed }) => [label, origin?.score, proposed])).toEqual([
      ["thing", 0.91, true],
      ["other", 0.4, true],
    ])
    const server = await listed()
    const [first] = asked.regions
    expect(first?.id).toBe(`model-${server.set}-1`)
    const taken = asked.regions.slice(0, 1)
    await send(lease, taken, { taken: taken.map(({ id }) => id), changed: [], refused: 1, untouched: 0 })
    const gains = await owner.ask<ProposalGains>("models.gains", { project: PROJECT, set: server.set })
    expect(gains).toMatchObject({ model: "spots spots-1", answers: { with: 1, without: 0 }, saved: null })
  })

  test("another version of it fills a set of its own", async () => {
    const before = (await listed()).set
    model.setVersion("spots-2")
    const lease = await next()
    await worker.act<Asked>("work.propose", { assignmentId: lease.assignmentId })
    const after = await listed()
    expect([after.version, after.set > before]).toEqual(["spots-2", true])
    await send(lease, [], { taken: [], changed: [], refused: 2, untouched: 0 })
  })

  test("nobody asks about a task that is not theirs, or not in hand", async () => {
    const mine = taken[0] ?? ""
    expect(codeIn((await worker.send("work.propose", { assignmentId: mine })).text)).toBe("not_found")
    const stranger = await join(owner, PROJECT, `Kira${engine}`, ["annotator"])
    const lease = await next()
    expect(codeIn((await stranger.send("work.propose", { assignmentId: lease.assignmentId })).text)).toBe("not_found")
  })

  test.each<[ModelMode, string]>([
    ["wrong", "model_wrong"],
    ["other", "model_wrong"],
    ["error", "model_wrong"],
    ["moved", "model_moved"],
    ["cut", "model_gone"],
    ["huge", "model_huge"],
    // It takes as long as somebody may wait: once is enough.
    ...(engine === "SQLite" ? [["slow", "model_slow"] as [ModelMode, string]] : []),
  ])("one that answers %s is told as %s, rests, and keeps nobody from a task", async (mode, code) => {
    model.behave(mode)
    await owner.act("models.retry", { project: PROJECT, server: (await listed()).id })
    const lease = await next()
    const asking = worker.send("work.propose", { assignmentId: lease.assignmentId })
    // Meanwhile the task is open, and another one is given.
    const begunMs = performance.now()
    await worker.act("work.saveDraft", {
      ...{ assignmentId: lease.assignmentId, fence: lease.fence, revision: lease.draftRevision + 1 },
      body: { regions: [], nothingHere: false },
    })
    await next()
    expect(performance.now() - begunMs).toBeLessThan(3_000)
    const { text } = await asking
    expect(codeIn(text)).toBe(code)
    const { away } = await listed()
    expect(away?.failure.code).toBe(code)
    expect((away?.nextTryMs ?? 0) - Date.now()).toBeGreaterThan(20_000)
    // It is left alone: the answer comes at once, and nothing is sent there.
    const before = model.requests.length
    const again = await worker.send("work.propose", { assignmentId: lease.assignmentId })
    expect(codeIn(again.text)).toBe("model_resting")
    expect(model.requests).toHaveLength(before)
    model.behave("well")
  })

  test("tried again by its owner, it answers, and is told of no failure", async () => {
    const { id } = await listed()
    await owner.act("models.retry", { project: PROJECT, server: id })
    expect((await listed()).away).toBeNull()
  })

  test("asked ahead, the next task opens with what it proposes, and no call is needed", async () => {
    const { id, set } = await listed()
    await owner.act("models.change", { project: PROJECT, server: id, shown: "ahead" })
    const covered = async () => {
      const { sets } = await owner.ask<{ sets: { id: number; coversOpen: number }[] }>("models.list", {
        project: PROJECT,
      })
      return sets.find((one) => one.id === set)?.coversOpen ?? 0
    }
    await eventually(covered).toBeGreaterThan(4)
    const stranger = await join(owner, PROJECT, `Noa${engine}`, ["annotator"])
    const { leases } = await stranger.act<z.infer<typeof HeldLeases>>("work.next", {
      ...{ project: PROJECT, want: 1, utcOffsetMinutes: 0 },
    })
    expect(leases[0]?.body.regions.map(({ label, proposed }) => [label, proposed])).toEqual([
      ["thing", true],
      ["other", true],
    ])
  })

  test("told to learn, it hears of each answer at least once, also after it failed, and never of who gave it", async () => {
    const { id } = await listed()
    await owner.act("models.change", { project: PROJECT, server: id, learns: true })
    model.behave("webhook-fails")
    const lease = await next()
    const region = {
      id: "mine",
      label: "thing",
      geometry: { type: "box", x: 20, y: 10, width: 50, height: 25 },
    } as const
    await send(lease, [region as never], null)
    const webhooks = () => model.requests.filter(({ path }) => path === "/webhook")
    await eventually(() => webhooks().length).toBeGreaterThan(0)
    model.behave("well")
    expect(webhooks()[0]?.body).toMatchObject({
      action: "ANNOTATION_CREATED",
      task: { data: { image: expect.stringContaining("/media/m-") } },
      annotation: {
        was_cancelled: false,
        result: [
          {
            type: "rectanglelabels",
            from_name: "label",
            original_width: 200,
            value: { x: 10, y: 10, width: 25, height: 25, rotation: 0, rectanglelabels: ["thing"] },
          },
        ],
      },
    })
    for (const name of ["Ada", "Imani", "justesse.example"]) expect(JSON.stringify(webhooks())).not.toContain(name)
    await owner.act("models.train", { project: PROJECT, server: id })
    expect(webhooks().at(-1)?.body).toMatchObject({ action: "START_TRAINING" })
  })

  test("of a whole picture it proposes a class, ahead too; it is compared with final pictures; forms ask no model", async () => {
    const slug = "sorted"
    const pictures = await Promise.all([50, 51, 52].map((seed) => jpeg(seed, 200, 100)))
    await openProject(owner, { slug, kind: "classification", overlap: 1, pictures })
    const sorter = await join(owner, slug, `Sol${engine}`, ["annotator"])
    await owner.act("models.connect", { ...where(), project: slug, name: "sorter" })
    await noLot(slug)
    const { servers, takes } = await owner.ask<z.infer<typeof ModelServers>>("models.servers", { project: slug })
    expect(takes).toBe(true)
    const [{ id, set }] = servers as [(typeof servers)[number]]
    expect(await owner.act("models.compare", { project: slug, server: id })).toEqual({ pictures: 0 })
    await owner.act("models.change", { project: slug, server: id, shown: "ahead" })
    const covers = async () => {
      const { sets } = await owner.ask<{ sets: { id: number; coversOpen: number }[] }>("models.list", { project: slug })
      return sets.find((one) => one.id === set)?.coversOpen
    }
    await eventually(covers).toBe(3)
    const input = { project: slug, want: 1, utcOffsetMinutes: 0 }
    const { leases } = await sorter.act<z.infer<typeof HeldLeases>>("work.next", input)
    const [lease] = leases as [Lease]
    expect(lease.body.regions).toMatchObject([{ label: "thing", geometry: { type: "whole" }, proposed: true }])
    const { regions } = lease.body
    await send(lease, regions, { taken: regions.map((one) => one.id), changed: [], refused: 0, untouched: 0 }, sorter)
    await eventually(() => owner.act("models.compare", { project: slug, server: id })).toEqual({ pictures: 1 })
    const scored = async () => {
      const { pictures: of } = await owner.ask<{ pictures: number }>("models.scores", { project: slug, set })
      return of
    }
    await eventually(scored).toBe(1)
    await openProject(owner, { slug: "grades", kind: "rating", overlap: 1, pictures: [] })
    const refused = await owner.send("models.try", { ...where(), project: "grades" })
    expect(codeIn(refused.text)).toBe("invalid_input")
  })

  test("turned off while people ask and it fills ahead, it answers those who asked before alone, and nobody is held up", async () => {
    const { id } = await listed()
    const change = (shown: string) => owner.send("models.change", { project: PROJECT, server: id, shown })
    const { assignmentId } = await next()
    const ask = () => worker.send("work.propose", { assignmentId })
    const acts = [
      ask(),
      change("ahead"),
      ask(),
      change("asking"),
      ask(),
      change("hidden"),
      ask(),
      change("hidden"),
      ask(),
    ]
    for (const { status, text } of await Promise.all(acts))
      expect([200, "busy", "conflict"]).toContain(status === 200 ? 200 : codeIn(text))
    expect(await change("hidden")).toMatchObject({ status: 200 })
    expect(await worker.act<Asked>("work.propose", { assignmentId })).toMatchObject({ why: "none", regions: [] })
    expect(server.said()).toBe("")
  })

  test("gone, it is told as gone; taken out, what it proposed stays and nobody can ask", async () => {
    const { id, set } = await listed()
    await owner.act("models.change", { project: PROJECT, server: id, shown: "asking" })
    await model.stop()
    expect(codeIn((await owner.send("models.retry", { project: PROJECT, server: id })).text)).toBe("model_gone")
    await owner.act("models.disconnect", { project: PROJECT, server: id })
    const lease = await next()
    expect(await worker.act<Asked>("work.propose", { assignmentId: lease.assignmentId })).toMatchObject({ why: "none" })
    const { sets } = await owner.ask<{ sets: { id: number; name: string }[] }>("models.list", { project: PROJECT })
    expect(sets.find((one) => one.id === set)?.name).toBe("spots spots-2")
  })

  /** The lot takes no task: which ones it takes is told of in another test. */
  async function noLot(project = PROJECT) {
    const input = { project }
    const { name, settings } = await owner.ask<{ name: string; settings: object }>("project.settingsGet", input)
    const proposals = { mustDecide: false, without: 0, solidFrom: 0.5 }
    await owner.act("project.settings", { ...input, name, settings: { ...settings, proposals } })
  }
})
