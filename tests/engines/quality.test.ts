import { createHash, createHmac } from "node:crypto"
import { queueFigures } from "@justesse/api/quality/news"
import { runJobs } from "@justesse/api/services"
import { SIMULATED_LABELS } from "@justesse/api/testing/answered"
import { makeHarness } from "@justesse/api/testing/harness"
import { markDirty } from "@justesse/db"
import { engines, temporaryFolder } from "@justesse/db/testing/engines"
import { simulated } from "@justesse/quality/testing/simulated"
import { canonicalJson, DEFAULT_QUALITY } from "@justesse/types"
import { describe, expect, test } from "vitest"

const PEOPLE = [
  { name: "ana", miss: 0.01, extra: 0, bias: [3, 0, 3, 0], spread: 0.6 },
  { name: "ben", miss: 0.03, extra: 0, spread: 0.6 },
  { name: "cho", miss: 0.01, extra: 0, wrong: 0.03, spread: 0.6 },
] as const
const PICTURES = 50
const DRAWN = simulated({ people: PEOPLE, pictures: PICTURES, each: 3, sides: [50, 140] })

/** The same UUID for the same words, so that two runs store the same names. */
function named(words: string): string {
  const hex = createHash("sha256").update(words).digest("hex")
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** Everybody answers every picture in the given order of people; then a model is fitted and everything settled by it. */
async function stored(engine: (typeof engines)[number], order: readonly number[], resolveBetween: boolean) {
  const opened = await engine.open()
  const folder = temporaryFolder()
  const hmac = (text: string) => createHmac("sha256", "the same key").update(text).digest("hex")
  const { storage } = opened
  const harness = makeHarness({ storage, folder: folder.path, override: { hmac } })
  const { deps, clock } = harness
  try {
    const owner = await harness.addPerson("owner")
    const people = []
    for (const { name } of PEOPLE) people.push(await harness.addPerson(name))
    const settings = {
      overlap: { base: 3, more: 3, moreRatio: 0 },
      quality: { ...DEFAULT_QUALITY, adaptive: { ...DEFAULT_QUALITY.adaptive, on: true, most: 3, audit: 0 } },
    }
    const id = await harness.addProject({ slug: "p", owner, ontology: SIMULATED_LABELS, settings })
    for (const person of people) await harness.addMember(id, person, ["annotator"])
    await harness.addPictures(id, PICTURES)
    for (const shift of order) {
      const person = people[shift]
      if (!person) throw new Error("nobody")
      for (let n = 0; n < PICTURES; n++) {
        const versions = { ontologyVersion: 1, guidelineVersion: 1 }
        const fresh = {
          projectId: id,
          personId: person.id,
          tiers: [1],
          want: 1,
          freshIds: [named(`${shift} ${n} lease`)],
        }
        const [lease] = await storage.hot.next({ ...fresh, nowMs: clock.nowMs, ...versions })
        if (!lease) throw new Error("nothing left")
        const said = DRAWN.tasks[lease.taskId - 1]?.answers.find((answer) => answer.person === person.name)
        const regions = said?.regions ?? []
        const body = canonicalJson({ regions, nothingHere: regions.length === 0 })
        const submission = { submissionId: named(`${shift} ${lease.taskId}`), body, bodySha256: deps.sha256(body) }
        await storage.hot.submit({
          publicId: lease.publicId,
          fence: lease.fence,
          personId: person.id,
          nowMs: clock.nowMs,
          next: null,
          regions: regions.length,
          ...submission,
          ...versions,
        })
      }
      if (resolveBetween) await harness.resolve()
    }
    await harness.resolve()
    await queueFigures(deps, "quality", id, null)
    const runner = runJobs(deps)
    await runner.idle()
    await runner.stop()
    await markDirty(
      storage.db,
      id,
      Array.from({ length: PICTURES }, (_, i) => i + 1),
    )
    await harness.resolve()
    const states = await storage.db
      .selectFrom("task_state")
      .select(["task_id", "state", "answer", "answer_sha256", "provenance", "agreement", "differences"])
      .orderBy("task_id")
      .execute()
    const risks = await storage.db
      .selectFrom("task_quality")
      .select(["task_id", "risk_ppm", "model_version", "asked_more", "stopped", "audited"])
      .orderBy("task_id")
      .execute()
    const reviews = await storage.db
      .selectFrom("review")
      .select(["task_id", "body", "rank"])
      .orderBy("task_id")
      .execute()
    const known = await storage.db.selectFrom("quality_state").select(["model", "figures"]).executeTakeFirstOrThrow()
    const of = await storage.db.selectFrom("person_quality").select(["body", "items"]).orderBy("person_id").execute()
    const figures = { ...JSON.parse(known.figures ?? ""), tookMs: 0 }
    return { states, risks, reviews, model: known.model, figures, people: of }
  } finally {
    await opened.close()
    folder.remove()
  }
}

describe("what is stored of consensus and quality", () => {
  test("is the same on both engines and for any order of answers, to the bit", async () => {
    const [sqlite, postgres] = engines
    if (!sqlite || !postgres) throw new Error("two engines expected")
    const first = await stored(sqlite, [0, 1, 2], false)
    expect(first.states.filter(({ state }) => state === "settled").length).toBeGreaterThan(10)
    expect(first.risks).toHaveLength(PICTURES)
    expect(first.figures.people).toHaveLength(3)
    expect(canonicalJson(await stored(postgres, [0, 1, 2], false))).toBe(canonicalJson(first))
    const shifted = await stored(postgres, [2, 0, 1], true)
    expect(canonicalJson(shifted)).toBe(canonicalJson(first))
  })
})
