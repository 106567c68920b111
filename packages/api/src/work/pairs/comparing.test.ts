import { randomUUID } from "node:crypto"
import { findTaskStatus } from "@justesse/db"
import { setProjectState } from "@justesse/db/projects"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { listPairAnswers, listPairs } from "@justesse/db/work/pairs"
import { canonicalJson, DEFAULT_SETTINGS, ontologyOfKind, ProjectSlug } from "@justesse/types"
import type { AssetFilter } from "@justesse/types/wire/asset"
import type { HeldLeases, Lease } from "@justesse/types/wire/work"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { appRouter } from "../../index.ts"
import { readMedia } from "../../media.ts"
import { type Harness, makeHarness, type TestPerson } from "../../testing/harness.ts"
import { compareGiven, findGivenPairs } from "./order.ts"
import { stepPairs } from "./step.ts"

const byValue = (a: number | null, b: number | null) => Number(a) - Number(b)

describe.each(ruleEngines)("comparing two on $name", (engine) => {
  let opened: TestStorage
  let folder: string
  let harness: Harness
  let [ada, ben, cleo]: TestPerson[] = []
  let project = 0
  let run = 0
  const slug = () => ProjectSlug.parse(`pairs-${run}`)

  beforeAll(async () => {
    opened = await engine.open()
    folder = temporaryFolder().path
  })
  afterAll(() => opened.close())
  beforeEach(async () => {
    harness = makeHarness({ storage: opened.storage, folder })
    run++
    ;[ada, ben, cleo] = await Promise.all(["Ada", "Ben", "Cleo"].map((name) => harness.addPerson(`${name}-p${run}`)))
    const ontology = ontologyOfKind("comparison", { labels: [] })
    const overlap = { base: 2, more: 2, moreRatio: 0 }
    project = await harness.addProject({
      ...{ slug: slug(), owner: person(ada), kind: "comparison", ontology },
      settings: { ...DEFAULT_SETTINGS, overlap, pairs: { each: 4 } },
    })
    for (const who of [ben, cleo]) await harness.addMember(project, person(who), ["annotator"])
    await harness.addPictures(project, 5)
    harness.clock.nowMs += 5_000
  })

  const person = (one: TestPerson | undefined): TestPerson => one ?? expect.fail("a person expected")
  const callerOf = (who: TestPerson | undefined) => appRouter.createCaller(harness.contextOf(person(who)))
  const next = async (who: TestPerson | undefined): Promise<readonly Lease[]> => {
    const held: HeldLeases = await callerOf(who).work.next({ project: slug(), want: 20 })
    return held.leases
  }
  async function say(
    who: TestPerson | undefined,
    { assignmentId, fence, ...lease }: Lease,
    label: string,
    much?: string,
  ) {
    const region = { id: "r", label, geometry: { type: "whole" }, ...(much && { attributes: { much } }) }
    await callerOf(who).work.submitNext({
      ...{ assignmentId, fence, submissionId: randomUUID(), want: 1 },
      body: { regions: [region], nothingHere: false } as never,
      ...{ ontologyVersion: lease.ontologyVersion, guidelineVersion: lease.guidelineVersion },
    })
  }

  test("pictures are put beside each other once they are in, all of them, and each pair once", async () => {
    expect(await stepPairs(harness.deps)).toBe(10)
    expect(await stepPairs(harness.deps)).toBe(0)
    // Another server finds what is done.
    expect(await stepPairs({ ...harness.deps, storage: { ...opened.storage } })).toBe(0)
    await harness.addPictures(project, 2)
    expect(await stepPairs(harness.deps)).toBe(0)
    harness.clock.nowMs += 5_000
    const joined = await stepPairs(harness.deps)
    expect(joined).toBeGreaterThanOrEqual(7)
    const pairs = await listPairs(opened.storage.db, project)
    const ids = new Set(pairs.flatMap(({ first, second }) => [first, second]))
    expect([pairs.length, ids.size]).toEqual([10 + joined, 7])
  })

  /** Ben and Cleo say of each pair that the one with the lower number is better, Ben by how much too. */
  async function answerAll(): Promise<void> {
    const pairs = new Map<string, string>()
    for (const who of [ben, cleo])
      for (const lease of await next(who)) {
        const { about } = lease
        if (about?.type !== "pair") throw new Error("a pair expected")
        pairs.set(lease.assignmentId, about.left)
        const shown = readMedia(harness.deps, lease.media.full.replace("/media/", ""))
        const other = readMedia(harness.deps, about.media.full.replace("/media/", ""))
        expect([shown?.kind, other?.kind]).toEqual(["assignment", "second"])
        const { first, second } = await pairOf(lease)
        await say(who, lease, first < second ? "first" : "second", who === ben ? "2" : undefined)
      }
    expect(new Set(pairs.values())).toEqual(new Set(["first", "second"]))
    await harness.resolve()
  }
  async function pairOf({ assignmentId }: Lease) {
    const row = await opened.storage.db
      .selectFrom("assignment")
      .select("task_id")
      .where("public_id", "=", assignmentId)
      .executeTakeFirstOrThrow()
    const pairs = await listPairs(opened.storage.db, project)
    return pairs.find(({ taskId }) => taskId === row.task_id) ?? expect.fail()
  }

  test("until pairs are made, whoever comes is told that they come; without any, that nothing is there", async () => {
    const reason = async () => (await callerOf(ben).work.next({ project: slug(), want: 1 })).none?.reason
    expect(await reason()).toBe("pairing")
    await stepPairs(harness.deps)
    expect(await reason()).toBeUndefined()
    const empty = ProjectSlug.parse(`none-${run}`)
    const ontology = ontologyOfKind("comparison", { labels: [] })
    const id = await harness.addProject({ slug: empty, owner: person(ada), kind: "comparison", ontology })
    await harness.addMember(id, person(ben), ["annotator"])
    await harness.addPictures(id, 1)
    expect((await callerOf(ben).work.next({ project: empty, want: 1 })).none?.reason).toBe("empty")
  })

  test("the list of pictures counts pictures, of a pair both, and finds both by how it stands", async () => {
    await stepPairs(harness.deps)
    const list = (states: AssetFilter["states"] = []) => {
      const filter = { search: "", states, labels: [] }
      return callerOf(ada).asset.list({
        project: slug(),
        filter,
        sort: "number",
        from: "start",
        cursor: null,
        limit: 50,
      })
    }
    expect(await list()).toMatchObject({ total: 5, all: 5, matching: 5, byState: { open: 5 } })
    const [lease] = await next(ben)
    const { first, second } = await pairOf(lease ?? expect.fail())
    await say(ben, lease ?? expect.fail(), "first")
    await say(cleo, (await next(cleo))[0] ?? expect.fail(), "first")
    await harness.resolve()
    const waiting = await list(["waiting", "settled"])
    expect(waiting.matching).toBe(5)
    expect(waiting.tiles.map(({ asset }) => Number(asset))).toEqual(expect.arrayContaining([first, second].sort()))
    expect(waiting.tiles.length).toBe(waiting.total)
  })

  test("what people say of them is final without a reviewer, whatever side it stood on, and makes an order", async () => {
    await stepPairs(harness.deps)
    await answerAll()
    for (const { taskId, first, second } of await listPairs(opened.storage.db, project)) {
      const status = await findTaskStatus(opened.storage.db, { projectId: project, taskId })
      expect(status).toMatchObject({ state: "settled", settledBy: "rule" })
      expect(status?.answer?.regions).toMatchObject([
        { label: first < second ? "first" : "second", attributes: { much: "2" } },
      ])
    }
    const order = await callerOf(ada).quality.order({ project: slug(), limit: 3 })
    expect(order).toMatchObject({ answers: 20, people: 2, pairs: 10, assets: 5, groups: 1, neither: 0 })
    const ids = order.rows.map(({ asset }) => Number(asset))
    expect(ids).toEqual([...ids].sort((a, b) => a - b))
    expect(order.rows.map(({ rank }) => rank)).toEqual([1, 2, 3])
    // How wide an interval is depends on what stood left, which is drawn; how they follow each other does not.
    for (const { low, score, high } of order.rows) expect([low, score, high]).toEqual([low, score, high].sort(byValue))
    const scores = order.rows.map(({ score }) => score)
    expect(scores).toEqual([...scores].sort(byValue).reverse())
    expect(new Set(scores).size).toBe(3)
    // Nobody learns from what somebody else said, or which pair it was.
    await expect(callerOf(ben).quality.order({ project: slug(), limit: 3 })).rejects.toThrow()
  })

  test("an order is computed once for the same answers, and anew for others", async () => {
    await stepPairs(harness.deps)
    await answerAll()
    const given = await findGivenPairs(harness.deps, project)
    let computed = 0
    const compared = (rows: Parameters<typeof harness.deps.compute.compared>[0]) => {
      computed++
      return harness.deps.compute.compared(rows)
    }
    const compute = { ...harness.deps.compute, compared }
    const [first, again] = [await compareGiven({ compute }, given), await compareGiven({ compute }, [...given])]
    expect([again === first, computed]).toEqual([true, 1])
    expect((await compareGiven({ compute }, given.slice(1))).items).not.toEqual(first.items)
    expect(computed).toBe(2)
  })

  test("answers are read some at a time, each once; final ones come where they are asked for", async () => {
    await stepPairs(harness.deps)
    await answerAll()
    await harness.resolve()
    const { db } = opened.storage
    const inPages = async (which: "all" | "final", limit: number) => {
      const all: Awaited<ReturnType<typeof listPairAnswers>> = []
      for (let after = { taskId: 0, personId: 0 }; ; ) {
        const rows = await listPairAnswers(db, project, { which, after }, limit)
        all.push(...rows)
        const last = rows.at(-1)
        if (!last) return all
        after = last
      }
    }
    for (const which of ["all", "final"] as const) {
      const whole = await inPages(which, 1_000)
      expect(whole.length).toBeGreaterThan(3)
      for (const limit of [1, 3]) expect(await inPages(which, limit)).toEqual(whole)
      const given = await findGivenPairs(harness.deps, project, which)
      expect(given.map(({ publicId }) => publicId)).toEqual(whole.map(({ publicId }) => publicId))
      expect(whole.every(({ final }) => (final !== null) === (which === "final"))).toBe(true)
    }
  })

  test("whoever holds a task is told nothing of which pictures it is about", async () => {
    await stepPairs(harness.deps)
    const leases = await next(ben)
    const told = canonicalJson(leases)
    for (const word of ["origin", "secondId", '"second":', "task_id", "street/"]) expect(told).not.toContain(word)
    expect(leases.every(({ about }) => about?.type === "pair")).toBe(true)
    // The same assignment is always shown the same way.
    const again = await next(ben)
    expect(again.map(({ about }) => about)).toEqual(leases.map(({ about }) => about))
  })

  test("pairs of a file are made once, and what it names that is not there is told by its line", async () => {
    const { db } = opened.storage
    const names = await db.selectFrom("asset").select("name").where("project_id", "=", project).orderBy("id").execute()
    const [a = "", b = "", c = ""] = names.map(({ name }) => name)
    const add = (text: string) => callerOf(ada).imports.pairs({ project: slug(), text, file: "pairs.csv" })
    const first = await add(`first,second\n${a},${b}\n${b},${c}\n${a},nowhere.jpg\n${a},${a}\n,${b}\n`)
    expect(first).toMatchObject({ pairs: 2, there: 0, lost: 3 })
    expect(first.report.map(({ code, line }) => [code, line])).toEqual([
      ["pair_of_itself", 5],
      ["pair_unreadable", 6],
      ["picture_unknown", 4],
    ])
    expect(await add(`["${b}","${a}"]\n{"first":"${a}","second":"${c}"}`)).toMatchObject({
      pairs: 1,
      there: 1,
      lost: 0,
    })
    await expect(callerOf(ben).imports.pairs({ project: slug(), text: "a,b", file: "x" })).rejects.toThrow()
    await setProjectState(db, project, "archived", harness.clock.nowMs)
    await expect(add(`${a},${b}`)).rejects.toMatchObject({ cause: { code: "project_archived" } })
  })

  test("a pair goes with either of its pictures, comes back with both, and is never one of a deleted picture", async () => {
    await stepPairs(harness.deps)
    const { db } = opened.storage
    const pairs = await listPairs(db, project)
    const [one] = pairs
    const { first, second, taskId } = one ?? expect.fail()
    const stateOf = async () => (await findTaskStatus(db, { projectId: project, taskId }))?.state
    const act = (name: "delete" | "restore", asset: number) =>
      callerOf(ada).asset.act({
        ...{ project: slug(), act: { act: name } as never },
        selection: { assets: [asset] } as never,
      })
    const gone = await act("delete", second)
    expect(await stateOf()).toBe("excluded")
    expect((await next(ben)).length).toBe(6)
    const other = await act("delete", first)
    await callerOf(ada).asset.undo({ project: slug(), undo: gone.undo ?? expect.fail() })
    expect(await stateOf()).toBe("excluded")
    await callerOf(ada).asset.undo({ project: slug(), undo: other.undo ?? expect.fail() })
    expect(await stateOf()).toBe("open")
    expect((await next(ben)).length).toBe(10)
  })
})
