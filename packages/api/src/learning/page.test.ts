import { listHistory, verifyStorage } from "@justesse/db"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { type AnnotationBody, boxShape, type LabelId, ProjectSlug, type RegionId } from "@justesse/types"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { appRouter } from "../index.ts"
import { type Harness, makeHarness, type TestPerson } from "../testing/harness.ts"

const SLUG = ProjectSlug.parse("crates")
const DAY = 86_400_000

/** One car; the left edge so many pixels too far out. */
const car = (left: number): AnnotationBody => ({
  regions: [
    {
      id: "00000000-0000-4000-8000-000000000001" as RegionId,
      label: "car" as LabelId,
      geometry: boxShape({ x: 100 - left, y: 100, width: 200 + left, height: 100 }),
    },
  ],
  nothingHere: false,
})

describe.each(ruleEngines)("what a person learns of their errors, on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  let owner: TestPerson
  let ana: TestPerson
  let project: number
  let pictures: number[]

  beforeEach(async () => {
    store = await open()
    folder = temporaryFolder()
    harness = makeHarness({ storage: store.storage, folder: folder.path })
    owner = await harness.addPerson("Owner")
    ana = await harness.addPerson("Ana")
    project = await harness.addProject({
      slug: "crates",
      owner,
      settings: {
        overlap: { base: 1, more: 1, moreRatio: 0 },
        quality: {
          adaptive: { on: false, most: 3, target: 0.1, budget: null, audit: 0 },
          ...{ gold: true, tryOut: 12, secondLooks: 0 },
        },
      },
    })
    await harness.addMember(project, ana, ["annotator"])
    pictures = await harness.addPictures(project, 12)
  })
  afterEach(async () => {
    await store.close()
    folder.remove()
  })

  const as = (person: TestPerson) => appRouter.createCaller(harness.contextOf(person))
  const mine = (person = ana) => as(person).learning.mine({ project: null, utcOffsetMinutes: 0 })

  async function makeGold(state: "active" | "try_out", assets: readonly number[]): Promise<void> {
    for (const asset of assets)
      await as(owner).gold.make({ project: SLUG, assets: [asset as never], as: state, answer: car(0) }) // ids of the harness
  }

  /** Ana answers what she is given, each left edge this far out; which assignments they were. */
  async function answers(lefts: readonly number[]): Promise<string[]> {
    const sent: string[] = []
    for (const left of lefts) {
      const { leases } = await as(ana).work.next({ project: SLUG, want: 1 })
      const lease = leases.find((one) => !sent.includes(one.assignmentId))
      if (!lease) throw new Error("a task was expected")
      await as(ana).work.submitNext({
        ...{ assignmentId: lease.assignmentId, fence: lease.fence, body: car(left), want: 1 },
        submissionId: crypto.randomUUID() as never, // ids are plain values here
        ...{ ontologyVersion: lease.ontologyVersion, guidelineVersion: lease.guidelineVersion },
      })
      sent.push(lease.assignmentId)
      harness.clock.nowMs += 60_000
    }
    return sent
  }

  test("nothing before anything is confirmed, and no project of others", async () => {
    expect(await mine()).toMatchObject({ project: "crates", profile: null, practice: 0, correction: null })
    expect((await mine()).projects).toEqual([{ project: "crates", name: "Project crates", confirmed: 0 }])
    const stranger = await harness.addPerson("Stranger")
    expect(await mine(stranger)).toMatchObject({ projects: [], project: null, ontology: null })
    await expect(as(stranger).learning.mine({ project: SLUG, utcOffsetMinutes: 0 })).rejects.toThrow("not_found")
  })

  test("practice pictures with a known answer count at once, and figures stand from ten boxes on", async () => {
    await makeGold("try_out", pictures)
    await answers([4, 5, 3, 4, 4, 5, 3, 4, 5])
    const nine = await mine()
    expect(nine.sources).toEqual({ gold: 9, decision: 0, mentor: 0, items: 9 })
    expect(nine.profile?.edges).toMatchObject({ boxes: 9, edges: null })
    await answers([4, 5, 3])
    const { profile, practice } = await mine()
    expect(profile?.edges.boxes).toBe(12)
    expect(profile?.edges.edges?.[0]?.px.mean).toBeCloseTo(49 / 12, 9)
    expect(profile?.focus).toEqual({ of: "edge", edge: "left" })
    expect(practice).toBe(12)
  })

  test("gold that is still mixed in moves no figure; once it is retired it counts (I5)", async () => {
    const gold = [...pictures.slice(0, 3), ...(await harness.addPictures(project, 30)).slice(0, 15)]
    await makeGold("active", gold)
    // Whether a draw is gold is decided by a secret: some of what is answered is.
    await answers(Array.from({ length: 20 }, () => 30))
    await harness.resolve()
    const before = await mine()
    expect(before).toMatchObject({ profile: null, sources: { items: 0 } })
    await as(owner).gold.change({ project: SLUG, assets: gold as never, to: "retired" }) // as above
    const after = await mine()
    expect(after.sources).toMatchObject({ gold: after.sources.items, decision: 0 })
    expect(after.sources.gold).toBeGreaterThan(0)
  })

  test("a known answer that was wrong is taken out, and its people are told what it changes (COA-5)", async () => {
    await makeGold("try_out", pictures)
    const sent = await answers([4, 5, 3, 4, 4, 5, 3, 4, 5, 4, 60, 4])
    const wrong = sent[10] ?? ""
    const [own] = (
      await listHistory(store.storage.db, { personId: ana.id, projectId: project, states: null }, null, 50)
    ).filter(({ publicId }) => publicId === wrong)
    const asset = own?.taskId as never // one task a picture here, by the same number
    const before = await mine()
    expect(before.profile?.edges.boxes).toBe(12)
    await as(ana).question.disagree({
      ...{ threadId: crypto.randomUUID() as never, messageId: crypto.randomUUID() as never }, // ids are plain values here
      ...{ assignmentId: wrong as never, text: "The known box is cut off.", regionId: null, reason: null },
      spot: { point: null, region: null, place: null },
    })
    const counted = async () => (await as(ana).work.today({ utcOffsetMinutes: 0 })).todaySeconds
    const secondsBefore = await counted()
    const verdict = { project: SLUG, asset, verdict: "answer" as const, answer: car(60) }
    await as(owner).gold.verdict(verdict)
    // Whoever found it is credited the ten minutes of an appeal that was won, and time adds up.
    expect((await counted()) - secondsBefore).toBe(600)
    expect(await verifyStorage(store.storage)).toEqual([])
    const { notices } = await as(ana).question.inbox({ cursor: null, limit: 10 })
    expect(notices).toMatchObject([{ kind: "known_answer_wrong", project: "crates", times: 1 }])
    const after = await mine()
    expect(after.profile?.edges.boxes).toBe(11)
    expect(after.correction).toMatchObject({ times: 1, assignmentId: wrong, found: true })
    expect(after.correction?.edge?.edge).toBe("left")
    expect(after.correction?.edge?.before).toBeCloseTo(before.profile?.edges.edges?.[0]?.px.mean ?? 0, 9)
    expect(after.correction?.edge?.after).toBeCloseTo(45 / 11, 9)
    harness.clock.nowMs += 31 * DAY
    expect((await mine()).correction).toBeNull()
    expect((await mine()).profile?.edges.boxes).toBe(11)
  })

  test("practice is from one's own errors, is answered edge by edge, then and now, and is nobody's answer", async () => {
    await makeGold("try_out", pictures)
    const sent = await answers([80, 0, 0, 0, 90, 0, 0, 0, 0, 0, 0, 0])
    const asked = { project: SLUG, utcOffsetMinutes: 0 }
    const { leases } = await as(ana).learning.practice(asked)
    expect(leases.map(({ assignmentId }) => assignmentId)).toEqual([sent[4], sent[0]])
    const [lease] = leases
    expect(lease).toMatchObject({ body: { regions: [] }, tryOut: { number: 1, of: 2 } })
    const practised = {
      ...{ practiceId: crypto.randomUUID() as never, round: crypto.randomUUID() }, // ids are plain values here
      ...{ assignmentId: lease?.assignmentId as never, body: car(3) },
    }
    const submissions = () => store.storage.db.selectFrom("submission").select("public_id").execute()
    const before = await submissions()
    const feedback = await as(ana).learning.practise(practised)
    expect(feedback.passed).toBe(true)
    expect(feedback.earlier.edges).toEqual([{ region: car(0).regions[0]?.id, was: [-90, 0, 0, 0], now: [-3, 0, 0, 0] }])
    expect(await as(ana).learning.practise(practised)).toEqual(feedback)
    await expect(as(ana).learning.practise({ ...practised, body: car(9) })).rejects.toThrow("conflict")
    await harness.resolve()
    expect(await submissions()).toEqual(before)
    expect((await mine()).practised).toMatchObject([{ pictures: 1 }])
    // The one that was practised last comes last.
    const next = await as(ana).learning.practice(asked)
    expect(next.leases.map(({ assignmentId }) => assignmentId)).toEqual([sent[0], sent[4]])
  })

  test("nobody practises on what is not theirs, or not confirmed", async () => {
    await makeGold("try_out", pictures.slice(0, 6))
    const [sent = ""] = await answers([80])
    const stranger = await harness.addPerson("Stranger")
    await harness.addMember(project, stranger, ["annotator"])
    const practised = {
      ...{ practiceId: crypto.randomUUID() as never, round: crypto.randomUUID() }, // as above
      ...{ assignmentId: sent as never, body: car(3) },
    }
    await expect(as(stranger).learning.practise(practised)).rejects.toThrow("not_found")
    expect((await as(stranger).learning.practice({ project: SLUG, utcOffsetMinutes: 0 })).leases).toEqual([])
    await as(owner).gold.change({ project: SLUG, assets: pictures as never, to: "none" }) // as above
    await expect(as(ana).learning.practise(practised)).rejects.toThrow("not_found")
  })
})
