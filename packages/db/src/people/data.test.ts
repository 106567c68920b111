import { seedOf } from "@justesse/work/testing/seedOf"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { setGoldRate, setQuality } from "../gold/draw.ts"
import { putGoldAnswers, setGoldState } from "../gold/index.ts"
import { insertMember } from "../projects/index.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addGold, addPeople, addProject, answer, asks, credits, NOW } from "../testing/seed.ts"
import { collectPersonData } from "./data.ts"

/** Everything that a person may carry away, read as they would: nothing of gold that is still mixed in, no number of a task. */
describe.each(engines)("what is stored on one person, on $name", (engine) => {
  let opened: TestStorage
  let [ada, ben] = [0, 0]
  let project = 0

  beforeAll(async () => {
    opened = await engine.open()
  })
  afterAll(() => opened.close())
  beforeEach(async () => {
    await opened.wipe()
    ;[ada = 0, ben = 0] = await addPeople(opened.storage, 2)
    project = await addProject(opened.storage, ada, 6, 2)
    await insertMember(db(), project, ben, ["annotator"], "Owl", NOW)
  })
  const db = () => opened.storage.db
  const read = (person = ben) => collectPersonData(db(), person)

  async function send(person: number, gold: boolean): Promise<number> {
    await setGoldRate(db(), project, person, gold ? 1 : 0)
    const [held] = await opened.storage.hot.next(
      asks(project, person, { gold: { seed: 5, seedOf, mixed: true, tryOut: 0 } }),
    )
    if (!held) return expect.fail("nothing was left to lease")
    const said = { ...answer(), ontologyVersion: 1, guidelineVersion: 1, regions: 0, nowMs: NOW, next: null }
    await opened.storage.hot.submit({ publicId: held.publicId, personId: person, fence: held.fence, ...said })
    return held.taskId
  }

  test("is theirs alone, and whole: who they are, where they belong, what they sent", async () => {
    await send(ben, false)
    await send(ada, false)
    const mine = await read()
    expect(mine.person).toMatchObject({ id: ben, name: "Person 2" })
    expect(mine.memberships).toMatchObject([{ is_owner: 0, is_annotator: 1, pseudonym: "Owl", joined_at_ms: NOW }])
    expect(mine.assignments).toMatchObject([{ state: 1, revision: 1, counted: 1 }])
    expect(mine.submissions).toMatchObject([{ revision: 1, body: '{"nothingHere":false,"regions":[]}' }])
    expect(mine.time).toMatchObject([{ tasks: 1 }])
    expect([mine.drafts, mine.views]).toEqual([[], []])
    expect(mine.acts).toMatchObject([{ what: "task.submitted", detail: '{"revision":1,"counted":1}' }])
  })

  test("holds their time as it was credited, by the assignment's own name and not the task's", async () => {
    const [held] = await opened.storage.hot.next(asks(project, ben))
    const beat = { publicId: held?.publicId ?? "", personId: ben, fence: 1, nowMs: NOW, credit: credits(3_000) }
    await opened.storage.hot.heartbeat(beat)
    const { entries, sessions } = await read()
    const ticks = '{"creditedMs":3000}'
    const slug = expect.any(String)
    const own = sessions.at(-1)
    expect(own).toMatchObject({ slug, opened_at_ms: NOW, active_ms: 3_000, closed_at_ms: null, closed_why: null })
    expect(entries).toEqual([
      {
        ...{ slug, public_id: held?.publicId, kind: "lease", session_id: own?.id, slot_ms: 0, credited_ms: 3_000 },
        ...{ at_ms: NOW, ticks },
      },
    ])
    expect((await read(ada)).entries).toEqual([])
  })

  test("holds drafts and views of theirs", async () => {
    const [held] = await opened.storage.hot.next(asks(project, ben))
    const body = '{"nothingHere":true,"regions":[]}'
    await opened.storage.hot.saveDraft({
      ...{ publicId: held?.publicId ?? "", personId: ben, fence: 1, revision: 4, body, nowMs: NOW },
    })
    await db()
      .insertInto("saved_view")
      .values({ project_id: project, name: "mine", body: "{}", made_by: ben, made_at_ms: NOW, id: 1 })
      .execute()
    const mine = await read()
    expect(mine.drafts).toMatchObject([{ revision: 4, body }])
    expect(mine.views).toMatchObject([{ name: "mine" }])
    expect((await read(ada)).views).toEqual([])
  })

  test("tells of no task's number, and of gold only once it is retired", async () => {
    await addGold(opened.storage, project, [3])
    expect(await send(ben, true)).toBe(3)
    const compared = {
      personId: ben,
      revision: 1,
      source: "gold" as const,
      passed: false,
      evidence: '{"find":[0,1]}',
      atMs: NOW,
    }
    await putGoldAnswers(db(), { projectId: project, taskId: 3 }, [compared])
    await setQuality(db(), project, ben, { name: "gold", value: { secret: 1 }, items: 1, nowMs: NOW })
    await setQuality(db(), project, ben, {
      name: "skills",
      value: { find: [3, 1] },
      items: 4,
      nowMs: NOW,
    })
    const before = await read()
    expect(before.knownAnswers).toEqual([])
    expect(before.skills).toMatchObject([{ skills: { find: [3, 1] } }])
    expect(JSON.stringify(before)).not.toMatch(/secret|task_id|asset_id|drawn/)
    await setGoldState(db(), project, [3], "retired", NOW)
    expect((await read()).knownAnswers).toMatchObject([{ passed: 0, evidence: '{"find":[0,1]}' }])
    expect((await read(ada)).knownAnswers).toEqual([])
  })

  test("of nobody is nothing", async () => {
    const nobody = await read(999_999)
    expect(nobody.person).toBeUndefined()
    expect(Object.values(nobody).flat().filter(Boolean)).toEqual([])
  })
})
