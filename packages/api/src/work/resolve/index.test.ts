import { randomUUID } from "node:crypto"
import {
  awaitAnswers,
  findTaskStatus,
  keepFinal,
  listAssignmentsOfTask,
  markDirty,
  type Review,
  readReview,
  type Submission,
} from "@justesse/db"
import { engines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import {
  AnnotationBody,
  canonicalJson,
  DEFAULT_SETTINGS,
  type Decision,
  type DisagreementId,
  type RegionId,
} from "@justesse/types"
import fc from "fast-check"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type Harness, makeHarness, type TestPerson } from "../../testing/harness.ts"
import { carryDecisions } from "./carry.ts"
import { letterSeed, resolveDirty } from "./index.ts"
import { decideOutcome, type ResolveInput } from "./outcome.ts"

const region = (id: string, x: number, more: object = {}) => ({
  id,
  label: "car",
  geometry: { type: "box", x, y: 10, width: 100, height: 50 },
  ...more,
})
const body = (...regions: object[]) => AnnotationBody.parse({ regions, nothingHere: regions.length === 0 })

function submissionOf(personId: number, said: AnnotationBody, counted = true): Submission {
  const publicId = `00000000-0000-4000-8000-${String(personId).padStart(12, "0")}`
  const versions = { ontologyVersion: 1, guidelineVersion: 1 }
  return {
    projectId: 1,
    taskId: 1,
    personId,
    revision: 1,
    publicId,
    counted,
    body: said,
    ...versions,
    storedAtMs: personId,
  }
}

function inputOf(answers: readonly Submission[], more: Partial<ResolveInput> = {}): ResolveInput {
  return {
    kind: "boxes",
    status: { state: "waiting", settledBy: null, answer: null, overlap: 1, submitted: answers.length },
    answers,
    review: undefined,
    rule: DEFAULT_SETTINGS.settle,
    size: { width: 1_000, height: 800 },
    letterSeed: 7,
    ...more,
  }
}

const arbitraryBody = fc
  .array(fc.record({ x: fc.integer({ min: 0, max: 800 }), label: fc.constantFrom("car", "sign") }), { maxLength: 4 })
  .map((list) => body(...list.map(({ x, label }, i) => region(`r${i}`, x, { label }))))

describe("what answers make of a task", () => {
  test("too few answers wait, none at all are open", () => {
    const status = { state: "waiting", settledBy: null, answer: null, overlap: 2, submitted: 1 } as const
    expect(decideOutcome(inputOf([submissionOf(1, body())], { status }))).toEqual({ to: "waiting" })
    expect(decideOutcome(inputOf([]))).toEqual({ to: "open" })
  })

  test("nothing here, said by everybody, is an answer", () => {
    const outcome = decideOutcome(inputOf([submissionOf(1, body()), submissionOf(2, body())]))
    expect(outcome).toMatchObject({ to: "settled", by: "rule", answer: { regions: [], nothingHere: true } })
  })

  test("what an import or a reviewer settled stands; who answers later learns how theirs compares", () => {
    for (const settledBy of ["import", "gold", "review"] as const) {
      const status = { state: "settled", settledBy, answer: body(region("k", 10)), overlap: 1, submitted: 1 } as const
      const outcome = decideOutcome(inputOf([submissionOf(4, body(region("a", 300)))], { status }))
      expect(outcome).toEqual({ to: "as_it_is", outcomes: new Map([[4, "changed"]]) })
    }
  })

  test("more than twenty answers: those that count come first", () => {
    const answers = Array.from({ length: 25 }, (_, i) => submissionOf(i + 1, body(region("a", 10)), i >= 5))
    const outcome = decideOutcome(inputOf(answers))
    expect(outcome.to).toBe("settled")
    expect(outcome.to === "settled" && outcome.provenance[0]?.submissions).toHaveLength(20)
    expect(outcome.to === "settled" && outcome.outcomes.size).toBe(25)
  })

  test("the order of answers changes nothing (I11)", () => {
    fc.assert(
      fc.property(fc.array(arbitraryBody, { minLength: 1, maxLength: 4 }), fc.nat(), (bodies, assignment) => {
        const answers = bodies.map((said, i) => submissionOf(i + 1, said))
        const rotated = answers.map((_, i) => answers[(i + assignment) % answers.length] ?? submissionOf(1, body()))
        const plain = (outcome: ReturnType<typeof decideOutcome>) =>
          canonicalJson({ ...outcome, fates: "outcomes" in outcome ? [...outcome.outcomes].sort() : null })
        expect(plain(decideOutcome(inputOf(rotated.reverse())))).toBe(plain(decideOutcome(inputOf(answers))))
      }),
      { numRuns: 60 },
    )
  })
})

describe("decisions that outlive a new answer", () => {
  const reason = { code: "other", clause: null, note: "" } as const
  function reviewOf(answers: readonly Submission[], decisions: Map<DisagreementId, Decision>): Review {
    const outcome = decideOutcome(inputOf(answers))
    if (outcome.to !== "disputed") throw new Error("a dispute expected")
    const order = [...decisions.keys()]
    const rest = { revision: 3, open: 0, reviewerId: 9, reservedUntilMs: 0, rank: 0, filedBy: null, filedAtMs: null }
    return { projectId: 1, taskId: 1, body: outcome.body, decisions, order, state: "waiting", ...rest }
  }
  const differencesOf = (answers: readonly Submission[]) => {
    const outcome = decideOutcome(inputOf(answers))
    return outcome.to === "disputed" ? outcome.body.differences : []
  }
  const two = [
    submissionOf(1, body(region("a", 10, { transcript: { value: "2,50" } }), region("b", 400))),
    submissionOf(2, body(region("c", 10, { transcript: { value: "2.50" } }))),
  ]
  const three = [...two, submissionOf(3, body(region("d", 10, { transcript: { value: "2,50" } })))]

  test("a taken answer is found again by what it says, under its new letter", () => {
    const text = differencesOf(two).find(({ kind }) => kind === "text")
    const letter = text?.candidates.find((one) => one.region?.transcript?.value === "2.50")?.letters[0]
    if (!text || !letter) throw new Error("a difference expected")
    const was = reviewOf(two, new Map([[text.id, { outcome: "take", letter, reason }]]))
    const again = carryDecisions(was, differencesOf(three))
    const now = differencesOf(three).find(({ id }) => id === text.id)
    const said = again.decisions.get(text.id)
    expect(
      said?.outcome === "take" &&
        now?.candidates.find(({ letters }) => letters.includes(said.letter))?.region?.transcript?.value,
    ).toBe("2.50")
    expect(again.open.map(({ kind }) => kind)).toEqual(["one_person"])
  })

  test("a decision on what changed is asked again, and so is everything of a filed review", () => {
    const text = differencesOf(two).find(({ kind }) => kind === "text")
    if (!text) throw new Error("a difference expected")
    const said = new Map<DisagreementId, Decision>([[text.id, { outcome: "none", reason }]])
    const other = [
      two[0] ?? three[0],
      submissionOf(2, body(region("c", 12, { transcript: { value: "2.55" } }))),
    ] as Submission[]
    expect(carryDecisions(reviewOf(two, said), differencesOf(other)).decisions.size).toBe(0)
    expect(carryDecisions({ ...reviewOf(two, said), state: "filed" }, differencesOf(three)).decisions.size).toBe(0)
    expect(carryDecisions(reviewOf(two, said), differencesOf(three)).order).toEqual([text.id])
  })
})

describe.each(engines)("settling on $name", ({ open }) => {
  let at: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let h: Harness
  let people: TestPerson[] = []
  let made = 0

  beforeAll(async () => {
    at = await open()
    folder = temporaryFolder()
    h = makeHarness({ storage: at.storage, folder: folder.path })
    people = await Promise.all(["Ann", "Bea", "Cy"].map((name) => h.addPerson(name)))
  })
  afterAll(async () => {
    await at.close()
    folder.remove()
  })

  async function project(overlap: number, pictures: number): Promise<number> {
    const owner = people[0] ?? (await h.addPerson("Zoe"))
    const settings = { overlap: { base: overlap, more: overlap, moreRatio: 0 } }
    const id = await h.addProject({ slug: `s-${++made}`, owner, settings })
    for (const person of people) await h.addMember(id, person, ["annotator"])
    await h.addPictures(id, pictures)
    return id
  }

  async function answer(projectId: number, person: TestPerson, said: AnnotationBody): Promise<void> {
    const versions = { ontologyVersion: 1, guidelineVersion: 1 }
    const draw = { projectId, tiers: [1], want: 1, freshIds: [randomUUID()], ...versions }
    const [lease] = await at.storage.hot.next({ ...draw, personId: person.id, nowMs: h.clock.nowMs })
    if (!lease) return
    const text = JSON.stringify(said)
    await at.storage.hot.submit({
      publicId: lease.publicId,
      personId: person.id,
      fence: lease.fence,
      submissionId: randomUUID(),
      body: text,
      bodySha256: h.deps.sha256(text),
      ...versions,
      regions: said.regions.length,
      nowMs: h.clock.nowMs++,
      next: null,
    })
  }

  test("killed while storing, nothing is half settled, and the next round does it whole", async () => {
    const projectId = await project(1, 1)
    await answer(projectId, people[0] as TestPerson, body(region("a", 10)))
    const dying = {
      ...h.deps,
      sha256: () => {
        throw new Error("killed")
      },
    }
    expect(await resolveDirty(dying, 10)).toBe(0)
    const key = { projectId, taskId: 1 }
    expect(await findTaskStatus(at.storage.db, key)).toMatchObject({ state: "waiting", dirty: true })
    expect(h.logged.some(({ what }) => what === "settle_failed")).toBe(true)
    expect(await resolveDirty(h.deps, 10)).toBe(1)
    expect(await findTaskStatus(at.storage.db, key)).toMatchObject({ state: "settled", dirty: false })
    expect(await resolveDirty(h.deps, 10)).toBe(0)
  })

  test("answers that arrive while it settles are never forgotten", async () => {
    const projectId = await project(3, 12)
    const rounds = Array.from({ length: 12 }, (_, i) => i)
    await Promise.all([
      ...people.map(async (person, p) => {
        for (const i of rounds)
          await answer(
            projectId,
            person,
            body(region(`r${i}`, 10 + p), ...(i % 3 === 0 && p === 0 ? [region("x", 500)] : [])),
          )
      }),
      (async () => {
        for (let i = 0; i < 30; i++) {
          await resolveDirty(h.deps, 5)
          await new Promise((go) => setTimeout(go, 2))
        }
      })(),
    ])
    await h.resolve()
    for (let taskId = 1; taskId <= 12; taskId++) {
      const status = await findTaskStatus(at.storage.db, { projectId, taskId })
      const held = await listAssignmentsOfTask(at.storage.db, { projectId, taskId })
      expect(held.filter((assignment) => assignment.revision > 0)).toHaveLength(3)
      expect(status?.dirty).toBe(false)
      expect(["settled", "disputed"]).toContain(status?.state)
      const review = await readReview(at.storage.db, { projectId, taskId })
      const rests = {
        disputed: Object.keys(review?.body.letters ?? {}),
        settled: status?.provenance[0]?.submissions,
      }
      expect(rests[status?.state as keyof typeof rests]).toHaveLength(3)
    }
  })

  test("what an import settled stays until the owner reopens it", async () => {
    const projectId = await project(1, 1)
    const key = { projectId, taskId: 1 }
    const final = {
      answer: body(region("imported", 700)),
      answerSha256: "0".repeat(64),
      provenance: [],
      agreement: null,
    }
    await keepFinal(at.storage.db, key, { by: "import", atMs: h.clock.nowMs, ...final })
    await answer(projectId, people[0] as TestPerson, body(region("a", 10)))
    await h.resolve()
    expect(await findTaskStatus(at.storage.db, key)).toMatchObject({ state: "settled", settledBy: "import" })
    expect((await listAssignmentsOfTask(at.storage.db, key)).map((assignment) => assignment.outcome)).toEqual([
      "changed",
    ])
    await awaitAnswers(at.storage.db, key, "waiting", h.clock.nowMs)
    await markDirty(at.storage.db, projectId, [1])
    await h.resolve()
    const status = await findTaskStatus(at.storage.db, key)
    expect([status?.settledBy, status?.answer?.regions[0]?.id as RegionId]).toEqual(["single", "a"])
  })

  test("letters are shuffled by a key of the installation", () => {
    const seeds = Array.from({ length: 40 }, (_, taskId) => letterSeed(h.deps, { projectId: 1, taskId }))
    expect(new Set(seeds).size).toBe(40)
    expect(letterSeed(h.deps, { projectId: 1, taskId: 3 })).toBe(seeds[3])
  })
})
