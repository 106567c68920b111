import { type Decision, Disagreement, type DisagreementId } from "@justesse/types"
import fc from "fast-check"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import {
  putReview,
  type Review,
  type ReviewBody,
  readReview,
  reserveReview,
  storeReviewDecisions,
  unreserveReview,
} from "../review/index.ts"
import { sumQueue } from "../review/queues.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addPeople, addProject, answer, asks, credits, LEASE_MS, NOW } from "../testing/seed.ts"
import { type Assignment, countHistory, type HistoryFilterState, listHistory } from "./assignments.ts"
import { clearFinal } from "./tasks.ts"

const IDS = ["a", "b", "c"] as DisagreementId[]

function disagreement(id: DisagreementId): Disagreement {
  const place = { x: 0, y: 0, width: 5, height: 5 }
  const region = { id, geometry: { type: "box", ...place }, label: "car" }
  const candidates = [{ letters: ["A"], region, share: 1 }]
  return Disagreement.parse({ id, kind: "place", place, candidates, proposal: region, confidence: 1 })
}
const BODY: ReviewBody = { letters: { s: "A" }, people: { s: 1 }, settled: [], differences: IDS.map(disagreement) }

interface Act {
  readonly what: "reserve" | "release" | "decide" | "decideStale" | "wait"
  readonly reviewer: number
  readonly difference: number
}
const acts = fc.array(
  fc.record({
    what: fc.constantFrom<Act["what"]>("reserve", "release", "decide", "decide", "decideStale", "wait"),
    reviewer: fc.nat(1),
    difference: fc.nat(2),
  }),
  { maxLength: 25 },
)

describe.each(engines)("random walks on $name", (engine) => {
  let opened: TestStorage
  let people: number[] = []

  beforeAll(async () => {
    opened = await engine.open()
    people = await addPeople(opened.storage, 3)
  })
  afterAll(() => opened.close())
  const db = () => opened.storage.db

  test("whatever two reviewers do, no decision is lost and none is stored over another", async () => {
    await fc.assert(
      fc.asyncProperty(acts, async (walk) => {
        const project = await addProject(opened.storage, people[0] ?? 0, 1, 1)
        const key = { projectId: project, taskId: 1 }
        const empty = { decisions: new Map(), order: [], open: BODY.differences }
        await putReview(db(), key, undefined, { body: BODY, rank: 0, decided: empty })
        await clearFinal(db(), key, { state: "disputed", differences: 3, agreement: null, nowMs: NOW })
        const stale = (await readReview(db(), key)) as Review
        const model = new Map<DisagreementId, string>()
        const answers: [got: boolean, wanted: boolean][] = []
        let [nowMs, holder, untilMs, revision] = [NOW, -1, 0, 1]
        for (const [step, act] of walk.entries()) {
          const reviewer = people[act.reviewer + 1] ?? 0
          const isFree = holder === -1 || holder === act.reviewer || untilMs <= nowMs
          if (act.what === "wait") nowMs += 60
          if (act.what === "reserve") {
            answers.push([await reserveReview(db(), key, reviewer, nowMs, nowMs + 100), isFree])
            if (isFree) [holder, untilMs] = [act.reviewer, nowMs + 100]
          }
          if (act.what === "release") {
            await unreserveReview(db(), key, reviewer)
            if (holder === act.reviewer) untilMs = 0
          }
          if (act.what === "decide" || act.what === "decideStale") {
            const from = act.what === "decide" ? ((await readReview(db(), key)) as Review) : stale
            const id = IDS[act.difference] ?? ("a" as DisagreementId)
            const said: Decision = { outcome: "none", reason: { code: "other", clause: null, note: `${step}` } }
            const decisions = new Map(from.decisions).set(id, said)
            const order = [...from.order.filter((one) => one !== id), id]
            const open = BODY.differences.filter((one) => !decisions.has(one.id))
            const isStored = await storeReviewDecisions(db(), from, { decisions, order, open }, reviewer, nowMs + 100)
            answers.push([isStored, from.revision === revision])
            if (isStored) {
              model.set(id, `${step}`)
              ;[holder, untilMs, revision] = [act.reviewer, nowMs + 100, revision + 1]
            }
          }
        }
        expect(answers.filter(([got, wanted]) => got !== wanted)).toEqual([])
        const end = (await readReview(db(), key)) as Review
        expect(new Map([...end.decisions].map(([id, said]) => [id, said.reason.note]))).toEqual(model)
        expect([end.revision, end.open, new Set(end.order).size]).toEqual([revision, 3 - model.size, model.size])
        expect(
          (await sumQueue(db(), { projectId: project, personId: people[1] ?? 0, kinds: [], labels: [] })).differences,
        ).toBe(end.open)
      }),
      { numRuns: 12 },
    )
  })

  test("a history pages through every turn once, in order, whatever the page's length and the filter", async () => {
    const person = people[2] ?? 0
    const project = await addProject(opened.storage, people[0] ?? 0, 30, 2)
    const { hot } = opened.storage
    for (let i = 0; i < 24; i++) {
      const nowMs = NOW + Math.floor(i / 3) * 10 // three at the same moment
      const [held] = await hot.next(asks(project, person, { nowMs }))
      if (!held) throw new Error("a lease expected")
      const assignment = { publicId: held.publicId, personId: person, fence: held.fence, nowMs, next: null }
      if (i % 4 === 3) await hot.skip({ ...assignment, reason: "unclear", note: "" })
      else await hot.submit({ ...assignment, ...answer(), ontologyVersion: 1, guidelineVersion: 1, regions: 0 })
    }
    const [held] = await hot.next(asks(project, person, { nowMs: NOW + 500 }))
    if (!held) throw new Error("a lease expected")
    // One that nobody worked on would be no turn of this history.
    const worked = { credit: credits(1_000), nowMs: NOW + 500 }
    await hot.heartbeat({ publicId: held.publicId, personId: person, fence: held.fence, ...worked })
    await hot.endExpired(NOW + 500 + LEASE_MS, 10)
    const all = await listHistory(db(), { personId: person, projectId: project, states: null }, null, 100)
    expect(all).toHaveLength(25)
    expect(all[0]?.publicId).toBe(held?.publicId)
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 30 }),
        fc.constantFrom<readonly HistoryFilterState[] | null>(
          null,
          ["sent"],
          ["skipped"],
          ["expired"],
          ["sent", "skipped"],
        ),
        async (limit, states) => {
          const filter = { personId: person, projectId: project, states }
          const seen: Assignment[] = []
          for (;;) {
            const last = seen.at(-1)
            const before = last ? { atMs: last.changedAtMs, publicId: last.publicId } : null
            const page = await listHistory(db(), filter, before, limit)
            seen.push(...page)
            if (page.length < limit) break
          }
          const wanted = await listHistory(db(), filter, null, 100)
          expect(seen.map((one) => one.publicId)).toEqual(wanted.map((one) => one.publicId))
          expect(await countHistory(db(), filter)).toBe(wanted.length)
        },
      ),
      { numRuns: 20 },
    )
    const counts = await Promise.all(
      (["sent", "skipped", "expired"] as const).map((state) =>
        countHistory(db(), { personId: person, projectId: project, states: [state] }),
      ),
    )
    expect(counts).toEqual([18, 6, 1])
  })
})
