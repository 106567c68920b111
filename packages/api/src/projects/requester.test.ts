import { findAccessBySlug, type ProjectAccess } from "@justesse/db"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { answering } from "../testing/answered.ts"
import { type Harness, makeHarness, type TestPerson } from "../testing/harness.ts"
import { rateProject, showRequesterRecord } from "./requester.ts"

const WEEK = 7 * 86_400_000

describe.each(ruleEngines)("a project's record as its people see it, on $name", ({ open }) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let harness: Harness
  let owner: TestPerson
  let people: readonly TestPerson[]
  let project: ProjectAccess

  beforeEach(async () => {
    store = await open()
    folder = temporaryFolder()
    harness = makeHarness({ storage: store.storage, folder: folder.path })
  })
  afterEach(async () => {
    await store.close()
    folder.remove()
  })

  const answered = async (count: number, names: "in_house" | "open" = "in_house") => {
    const each = Array.from({ length: count }, (_, i) => ({ name: `A${i}` }))
    const settings = { overlap: { base: 2, more: 2, moreRatio: 0 } }
    const made = await answering(harness, "shop", { people: each, pictures: 12, seed: 3, settings, names })
    await made.answer()
    await harness.resolve()
    owner = made.owner
    people = made.people
    project = await accessOf(owner)
  }
  const whoIs = ({ id, name }: TestPerson) => ({ personId: id, name, operator: false, scopes: null })
  const accessOf = async ({ id }: TestPerson) => {
    const access = await findAccessBySlug(store.storage.db, "shop", id)
    if (!access) throw new Error("no access")
    return access
  }
  const recordFor = async (person: TestPerson) =>
    showRequesterRecord(harness.deps, await accessOf(person), whoIs(person))
  const rate = async (person: TestPerson, value: number) =>
    rateProject(harness.deps, await accessOf(person), whoIs(person), {
      ...{ project: project.slug, clarity: value, respect: value, promptness: value },
    })

  test("under five people it promises and says no figure, to the owner neither", async () => {
    await answered(4)
    expect(await recordFor(owner)).toEqual({
      ...{ people: null, pay: null, figures: null, ratings: null, mine: null, mayRate: false },
    })
  })

  test("from five on it is what happened, and follows it at once", async () => {
    await answered(5)
    const before = await recordFor(owner)
    expect(before).toMatchObject({ people: 5, figures: { answers: 24, sentBack: { k: 0, n: 24 }, broken: 0 } })
    const event = { project_id: project.id, person_id: owner.id, at_ms: harness.clock.nowMs, task_id: 1, detail: "{}" }
    await store.storage.db
      .insertInto("activity")
      .values({ ...event, what: "review.sent_back" })
      .execute()
    expect((await recordFor(owner)).figures?.sentBack).toMatchObject({ k: 1, n: 24, share: 1 / 24 })
  })

  test("what five people said is shown a week later, rounded; each reads their own at once", async () => {
    await answered(6)
    for (const [i, person] of people.slice(0, 5).entries()) await rate(person, i === 0 ? 1 : 5)
    const [ada] = people as [TestPerson]
    expect(await recordFor(ada)).toMatchObject({ ratings: null, mayRate: true, mine: { clarity: 1 } })
    harness.clock.nowMs += WEEK
    const shown = { people: 5, clarity: 4, respect: 4, promptness: 4 }
    expect((await recordFor(owner)).ratings).toEqual(shown)
    await rate(people[5] as TestPerson, 1)
    harness.clock.nowMs += WEEK
    expect((await recordFor(owner)).ratings).toEqual(shown)
    expect((await recordFor(owner)).mine).toBeNull()
  })

  test("an owner who labels in their own project does not rate it", async () => {
    await answered(5)
    const [ada] = people as [TestPerson]
    await harness.addMember(project.id, ada, ["owner", "annotator"])
    expect((await recordFor(ada)).mayRate).toBe(false)
    await expect(rate(ada, 5)).rejects.toMatchObject({ code: "not_allowed" })
  })

  test("whoever answered nothing here says nothing of it", async () => {
    await answered(2)
    const idle = await harness.addPerson("Idle")
    await harness.addMember(project.id, idle, ["annotator"])
    await expect(rate(idle, 1)).rejects.toMatchObject({ detail: { rule: "answered_nothing" } })
  })

  test("nothing on it names anybody or counts one person", async () => {
    await answered(5, "open")
    for (const person of people) await rate(person, 3)
    harness.clock.nowMs += WEEK
    const text = JSON.stringify(await recordFor(owner))
    for (const person of people) expect(text.includes(person.name)).toBe(false)
    expect(text).not.toMatch(/P\d+/)
  })
})
