import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { ProjectSlug } from "@justesse/types"
import { ProgressRequests } from "@justesse/types/progress/requests"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { z } from "zod"
import { appRouter } from "../index.ts"
import { type Harness, makeHarness, type TestPerson } from "../testing/harness.ts"
import { reachAll } from "../testing/reached.ts"

const SLUG = ProjectSlug.parse("crates")
const DAY = 86_400_000

describe.each(ruleEngines)("what comes next on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let h: Harness
  let project = 0
  const people: Record<string, TestPerson> = {}
  const who = (name: string): TestPerson => people[name] ?? expect.fail(name)
  const as = (name: string) => appRouter.createCaller(h.contextOf(who(name)))
  const why = (reason: string) => ({ cause: { code: "conflict", detail: { why: reason } } })
  const mine = (name = "Ana") => as(name).progress.mine({ project: SLUG })
  const ask = (name = "Ana") =>
    as(name).progress.ask({ project: SLUG, facts: ["accuracy", "usefulNotes"], words: "I know cranes" })
  const open_ = async () => (await as("Olga").progress.requests({ project: SLUG })).requests
  const rolesOf = async (name: string) =>
    (await as("Olga").people.list({ project: SLUG })).members.find(({ person }) => person === who(name).id)?.roles

  beforeAll(async () => {
    store = await open()
    folder = temporaryFolder()
    h = makeHarness({ storage: store.storage, folder: folder.path })
    for (const name of ["Olga", "Otto", "Ana", "Ben"]) people[name] = await h.addPerson(name)
    project = await h.addProject({ slug: SLUG, owner: who("Olga"), names: "open" })
    await h.addMember(project, who("Otto"), ["owner"])
    for (const name of ["Ana", "Ben"]) await h.addMember(project, who(name), ["annotator"])
  })
  afterAll(async () => {
    await store.close()
    folder.remove()
  })

  test("each step says what it asks and where somebody is; nobody asks before they reach it", async () => {
    const shown = await mine()
    expect(shown).toMatchObject({ isReviewer: false, mayAsk: false, request: null, againFromMs: null })
    expect(shown.reviewer.map(({ name, isMet }) => [name, isMet])).toEqual([
      ["accepted", false],
      ["accuracy", false],
      ["hours", false],
      ["usefulNotes", false],
    ])
    await expect(ask()).rejects.toMatchObject(why("not_reached"))
    const all = { projectId: project, personId: who("Ana").id, learnerId: who("Ben").id }
    await reachAll(store.storage, all)
    expect(await mine()).toMatchObject({ mayAsk: true })
    expect((await mine()).reviewer.every(({ isMet }) => isMet)).toBe(true)
    expect((await mine("Ben")).reviewer).toEqual(shown.reviewer)
  })

  test("asked by eight clicks at once it is one request; the owner reads a pseudonym and what was ticked, no hours", async () => {
    await Promise.all(Array.from({ length: 8 }, () => ask()))
    const [request, ...others] = await open_()
    expect(others).toEqual([])
    expect(request).toMatchObject({ name: `P${who("Ana").id}`, words: "I know cranes" })
    expect(request?.facts.map(({ name }) => name)).toEqual(["accuracy", "usefulNotes"])
    expect((request?.askedAtMs ?? 1) % 43_200_000).toBe(0)
    expect(JSON.stringify(z.toJSONSchema(ProgressRequests))).not.toMatch(/hours|seconds|person|email|activeMs/i)
    const { notices } = await as("Olga").question.inbox({ cursor: null, limit: 9 } as never)
    expect(notices).toMatchObject([{ kind: "progress_asked", times: 1 }])
    await expect(as("Ana").progress.requests({ project: SLUG })).rejects.toMatchObject({
      cause: { code: "not_allowed" },
    })
  })

  test("taken back it is gone, and an answer to it is refused", async () => {
    const [{ request } = expect.fail()] = await open_()
    await as("Ana").progress.takeBack({ project: SLUG })
    expect([await open_(), (await mine()).mayAsk]).toEqual([[], true])
    const answer = as("Olga").progress.answer({ project: SLUG, request, yes: true, reason: "yes" })
    await expect(answer).rejects.toMatchObject({ cause: { code: "conflict" } })
    expect(await rolesOf("Ana")).toEqual(["annotator"])
  })

  test("a no has a reason, and can be asked again after 30 days", async () => {
    await ask()
    const [{ request } = expect.fail()] = await open_()
    await expect(as("Olga").progress.answer({ project: SLUG, request, yes: false, reason: " " })).rejects.toThrow()
    await as("Olga").progress.answer({ project: SLUG, request, yes: false, reason: "we have enough" })
    const atMs = h.clock.nowMs
    expect(await mine()).toMatchObject({ mayAsk: false, againFromMs: atMs + 30 * DAY })
    expect((await mine()).request).toMatchObject({ answer: "no", reason: "we have enough" })
    await expect(ask()).rejects.toMatchObject(why("asked_lately"))
    h.clock.nowMs += 30 * DAY
    expect(await mine()).toMatchObject({ mayAsk: true, againFromMs: null })
  })

  test("of two owners who answer at once one does; a yes gives the role by the service that gives roles", async () => {
    await ask()
    const [{ request } = expect.fail()] = await open_()
    const both = await Promise.allSettled(
      ["Olga", "Otto"].map((name) =>
        as(name).progress.answer({ project: SLUG, request, yes: true, reason: "welcome" }),
      ),
    )
    expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1)
    expect([...((await rolesOf("Ana")) ?? [])].sort()).toEqual(["annotator", "reviewer"])
    expect(await mine()).toMatchObject({ isReviewer: true, mayAsk: false, request: { answer: "yes" } })
    await expect(ask()).rejects.toMatchObject(why("has_role"))
    const rows = await store.storage.db
      .selectFrom("activity")
      .select("detail")
      .where("what", "=", "people.roles")
      .execute()
    expect(rows).toHaveLength(1)
  })
})
