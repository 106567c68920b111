import { findTaskQuality, findTaskStatus } from "@justesse/db"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { consensus } from "@justesse/quality/consensus/index"
import { answer, region } from "@justesse/quality/testing/regions"
import { DEFAULT_QUALITY, DEFAULT_SETTINGS, ProjectSlug } from "@justesse/types"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { appRouter } from "../index.ts"
import { runJobs } from "../jobs/index.ts"
import { answering } from "../testing/answered.ts"
import { type Harness, makeHarness } from "../testing/harness.ts"
import { adaptOverlap } from "./adaptive.ts"
import { queueFigures } from "./news.ts"

const CAREFUL = ["ana", "ben", "cho", "dov"].map((name) => ({ name, miss: 0.01, extra: 0.01, wrong: 0.01, spread: 1 }))
const START = { base: 1, more: 1, moreRatio: 0 }

describe.each(ruleEngines)("adaptive overlap on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness

  beforeAll(async () => {
    store = await open()
    folder = temporaryFolder()
    harness = makeHarness({ storage: store.storage, folder: folder.path })
  })
  afterAll(async () => {
    await store.close()
    folder.remove()
  })
  const compute = async (project: number) => {
    await queueFigures(harness.deps, "quality", project, null)
    const runner = runJobs(harness.deps)
    await runner.idle()
    await runner.stop()
  }
  const rules = (change: Partial<(typeof DEFAULT_QUALITY)["adaptive"]>) => ({
    overlap: START,
    quality: { ...DEFAULT_QUALITY, adaptive: { ...DEFAULT_QUALITY.adaptive, on: true, target: 0.2, ...change } },
  })
  /** Answers and settles in turns until nothing is left. */
  const finish = async (answer: (most: number) => Promise<number>, most = Infinity) => {
    let answers = 0
    for (;;) {
      const some = await answer(Math.min(20, most - answers))
      await harness.resolve()
      answers += some
      if (some === 0 || answers >= most) return answers
    }
  }
  const submitted = async (project: number) => {
    const rows = await store.storage.db
      .selectFrom("task")
      .select("submitted")
      .where("project_id", "=", project)
      .execute()
    return rows.map((row) => row.submitted)
  }

  test("asks up to the most while nothing is known of the people", async () => {
    const settings = rules({})
    const { id, answer } = await answering(harness, "unknown", { people: CAREFUL, pictures: 10, settings })
    expect(await finish(answer)).toBe(30)
    expect(new Set(await submitted(id))).toEqual(new Set([3]))
    expect(await findTaskQuality(store.storage.db, id, 1)).toMatchObject({ askedMore: 2, stopped: false })
  })

  test("stops early once people are known, and says what that saved and what the audit found", async () => {
    const settings = rules({ audit: 0.2 })
    const { id, owner, answer } = await answering(harness, "known", { people: CAREFUL, pictures: 120, settings })
    let answers = 0
    for (let some = 1; some > 0; answers += some) {
      some = await finish(answer, 60)
      await compute(id)
      await harness.resolve()
    }
    expect(answers).toBeLessThan(0.75 * 120 * 3)
    const counts = await submitted(id)
    expect(Math.min(...counts)).toBeLessThan(3)
    expect(Math.max(...counts)).toBe(3)
    await compute(id)
    const caller = appRouter.createCaller(harness.contextOf(owner))
    const { saved } = await caller.quality.page({ project: ProjectSlug.parse("known"), utcOffsetMinutes: 0 })
    expect(saved?.used).toBeLessThan(saved?.fixed ?? 0)
    expect(saved?.audited).toBeGreaterThan(2)
    expect(saved?.error?.mean).toBeLessThan(0.2)
    const states = await Promise.all(
      counts.map((_, i) => findTaskStatus(store.storage.db, { projectId: id, taskId: i + 1 })),
    )
    // Confidences are the model's, not shares of people.
    const confidences = states.flatMap((task) => task?.provenance.map(({ confidence }) => confidence) ?? [])
    expect(confidences.filter((one) => one !== null && one > 0.5 && one < 1).length).toBeGreaterThan(50)
  })

  test.each([
    { name: "decides a difference as proposed where the risk is low", weight: 2, to: "settled" },
    { name: "leaves a tie to a reviewer, however low the risk", weight: 1, to: "disputed" },
  ])("$name", async ({ weight, to }) => {
    const { id } = await answering(harness, `tie-${weight}`, { people: [], pictures: 1, settings: rules({}) })
    const { settle } = DEFAULT_SETTINGS
    const size = { width: 400, height: 300 }
    const answers = ["car", "van"].map((label) => answer(label, region("r", [10, 20, 60, 40], { label })))
    const agreed = consensus({ answers, settle, size, letterSeed: 1, weights: { car: weight } })
    const { letters, settled, differences, agreement } = agreed
    const status = { state: "waiting", settledBy: null, answer: null, overlap: 2, submitted: 3 } as const
    const { outcome } = await adaptOverlap(harness.deps, {
      ...{ projectId: id, taskId: 1, settings: rules({}), modelVersion: 1 },
      input: { kind: "boxes", status, answers: [], review: undefined, rule: settle, size, letterSeed: 1 },
      found: { ...agreed, risk: 0.01, evidence: 1e3, proposed: [] },
      outcome: { to: "disputed", body: { letters, people: {}, settled, differences }, agreement, rank: 0 },
    })
    expect(outcome.to).toBe(to)
  })

  test.each([
    { was: "a dispute that nobody has begun", to: "settled" },
    { was: "a dispute that a reviewer has open", to: "disputed", reservedUntilMs: Number.MAX_SAFE_INTEGER },
    { was: "a dispute that a reviewer half decided", to: "disputed", decided: true },
    { was: "a final answer by the rule", to: "settled", state: "settled" },
    { was: "a final answer by the rule of which nobody is sure any more", to: "disputed", state: "settled", risk: 0.9 },
    { was: "a dispute about something else than classes", to: "disputed", by: undefined },
  ] as const)("a newer model decides anew: $was ends as $to", async (row) => {
    const given = { state: "disputed", reservedUntilMs: 0, decided: false, risk: 0.01, by: "habits" as const, ...row }
    const { id } = await answering(harness, `anew-${row.was.length}`, { people: [], pictures: 1, settings: rules({}) })
    const { settle } = DEFAULT_SETTINGS
    const size = { width: 400, height: 300 }
    const answers = ["car", "van"].map((label) => answer(label, region("r", [10, 20, 60, 40], { label })))
    const plain = consensus({ answers, settle, size, letterSeed: 1, weights: { car: 2 } })
    const by = "by" in row ? row.by : given.by
    const disagreements = plain.differences.map((one) => ({ ...one, ...(by && { by }) }))
    const agreed = { ...plain, differences: disagreements }
    const body = { letters: plain.letters, people: {}, settled: plain.settled, differences: disagreements }
    const isDisputed = given.state === "disputed"
    const decision = { outcome: "proposal", reason: { code: "other", clause: null, note: "" } } as const
    const review = {
      ...{ projectId: id, taskId: 1, body, order: [], revision: 1, open: 1, reviewerId: null, rank: 0 },
      decisions: new Map(given.decided ? disagreements.map(({ id }) => [id, decision] as const) : []),
      ...({ reservedUntilMs: given.reservedUntilMs, state: "waiting", filedBy: null, filedAtMs: null } as const),
    }
    const status = {
      ...(isDisputed
        ? ({ state: "disputed", settledBy: null } as const)
        : ({ state: "settled", settledBy: "rule" } as const)),
      ...{ answer: null, overlap: 2, submitted: 2 },
    }
    const { outcome } = await adaptOverlap(harness.deps, {
      ...{ projectId: id, taskId: 1, settings: rules({}), modelVersion: 2 },
      input: {
        ...({ kind: "boxes", status, answers: [], rule: settle, size, letterSeed: 1 } as const),
        review: isDisputed ? review : undefined,
      },
      found: { ...agreed, risk: given.risk, evidence: 1e3, proposed: [] },
      outcome: { to: "disputed", body, agreement: plain.agreement, rank: 0 },
    })
    expect(outcome.to).toBe(row.to)
  })

  test("a spent budget ends it", async () => {
    const settings = rules({ budget: 24 })
    const { id, answer } = await answering(harness, "budget", { people: CAREFUL, pictures: 20, settings })
    const answers = await finish(answer)
    expect(answers).toBeLessThanOrEqual(44)
    expect((await submitted(id)).every((count) => count >= 1)).toBe(true)
    const states = await store.storage.db
      .selectFrom("task_state")
      .select("state")
      .where("project_id", "=", id)
      .execute()
    expect(states.filter(({ state }) => state === "waiting" || state === "open")).toEqual([])
  })

  test("off, nothing is asked beyond the rule", async () => {
    const { id, answer } = await answering(harness, "off", {
      people: CAREFUL,
      pictures: 6,
      settings: { overlap: START },
    })
    expect(await finish(answer)).toBe(6)
    expect(await findTaskQuality(store.storage.db, id, 1)).toBeNull()
  })
})
