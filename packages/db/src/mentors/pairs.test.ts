import { randomUUID } from "node:crypto"
import { pairState } from "@justesse/work/mentors/pair"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { insertMember, storeRoles } from "../index.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addPeople, addProject, NOW } from "../testing/seed.ts"
import { findMentor, listMentors, putNamed, putOffer } from "./offers.ts"
import {
  countPairs,
  findOpenPair,
  findPair,
  insertPair,
  isInMentoring,
  isMentoring,
  listLearnersOf,
  listMentorsOf,
  listPairsFor,
  lockPair,
  updatePair,
} from "./pairs.ts"

describe.each(engines)("who mentors whom, in $name", (engine) => {
  let opened: TestStorage
  let [owner, ana, max, ben] = [0, 0, 0, 0]
  let project = 0
  beforeAll(async () => {
    opened = await engine.open()
    ;[owner = 0, ana = 0, max = 0, ben = 0] = await addPeople(opened.storage, 4)
    project = await addProject(opened.storage, owner, 2, 1)
    await insertMember(opened.storage.db, project, owner, ["owner", "annotator"], "O", NOW)
    for (const [n, person] of [ana, max, ben].entries())
      await insertMember(opened.storage.db, project, person, ["annotator"], `P${n}`, NOW)
  })
  afterAll(() => opened.close())
  const db = () => opened.storage.db
  const inOne = <T>(work: (tx: Parameters<typeof insertPair>[0]) => Promise<T>) => db().transaction().execute(work)
  const asks = (learnerId = ana) =>
    inOne((tx) =>
      insertPair(tx, { publicId: randomUUID(), projectId: project, learnerId, words: "edges", askedAtMs: NOW }),
    )

  test("whoever is named and whoever offers are two things; owners are listed as neither", async () => {
    const of = { projectId: project, atMs: NOW }
    const inIt = () => Promise.all([owner, ana, max, ben].map((one) => isInMentoring(db(), one)))
    expect(await inIt()).toEqual([false, false, false, false])
    expect(await findMentor(db(), { projectId: project, personId: max })).toEqual({ isNamed: false, offers: false })
    await inOne((tx) => putNamed(tx, { ...of, personId: max, by: owner }))
    expect(await inIt()).toEqual([false, false, true, false])
    await inOne((tx) => putOffer(tx, { ...of, personId: ben, offers: true }))
    expect(await inIt()).toEqual([false, false, true, true])
    await inOne((tx) => putOffer(tx, { ...of, personId: owner, offers: true }))
    expect(await findMentor(db(), { projectId: project, personId: max })).toEqual({ isNamed: true, offers: false })
    expect(await listMentors(db(), project)).toEqual({ named: [max], offering: [ben] })
    await inOne((tx) => putOffer(tx, { ...of, personId: max, offers: true }))
    expect(await findMentor(db(), { projectId: project, personId: max })).toEqual({ isNamed: true, offers: true })
    await inOne((tx) => putNamed(tx, { ...of, personId: max, by: null }))
    expect(await findMentor(db(), { projectId: project, personId: max })).toEqual({ isNamed: false, offers: true })
    await storeRoles(db(), project, ben, ["reviewer"])
    expect(await listMentors(db(), project)).toEqual({ named: [], offering: [max] })
    await storeRoles(db(), project, ben, ["annotator"])
  })

  test("asked by many at once, of each learner one request is open", async () => {
    const all = await Promise.all(Array.from({ length: 6 }, () => asks()))
    expect(new Set(all.map(({ publicId }) => publicId)).size).toBe(1)
    const other = await asks(ben)
    expect(await isInMentoring(db(), ana)).toBe(true)
    expect(other.publicId).not.toBe(all[0]?.publicId)
    expect((await listPairsFor(db(), max, [project])).map(({ learnerId }) => learnerId)).toEqual([ana, ben])
    expect((await listPairsFor(db(), ana, [project])).map(({ learnerId }) => learnerId)).toEqual([ben])
    expect(await listPairsFor(db(), max, [])).toEqual([])
  })

  test("who holds a pair changes it alone: of two who take it up at once the second sees the first", async () => {
    const open = await findOpenPair(db(), { projectId: project, learnerId: ana })
    const name = open?.publicId ?? expect.fail()
    const takes = (mentorId: number) =>
      inOne(async (tx) => {
        const pair = await lockPair(tx, name, opened.storage.engine)
        if (!pair || pairState(pair) !== "asked") return false
        await updatePair(tx, pair.id, { mentorId, offeredAtMs: NOW + 1 })
        return true
      })
    expect((await Promise.all([takes(max), takes(ben)])).sort()).toEqual([false, true])
    expect(await findPair(db(), name)).toMatchObject({ offeredAtMs: NOW + 1, acceptedAtMs: null, words: "edges" })
    expect(await findPair(db(), randomUUID())).toBeUndefined()
  })

  test("somebody mentors from the yes to the end, and is known to have done so for ever", async () => {
    const pair = (await findOpenPair(db(), { projectId: project, learnerId: ana })) ?? expect.fail()
    await inOne((tx) => updatePair(tx, pair.id, { mentorId: max, offeredAtMs: NOW + 1 }))
    const of = { projectId: project, mentorId: max }
    expect([await isMentoring(db(), of), await countPairs(db(), project)]).toEqual([false, 0])
    expect(await listMentorsOf(db(), { projectId: project, personId: ana })).toEqual([])
    await inOne((tx) => updatePair(tx, pair.id, { acceptedAtMs: NOW + 2 }))
    expect([await isMentoring(db(), of), await countPairs(db(), project)]).toEqual([true, 1])
    expect(await isMentoring(db(), { ...of, learnerId: ana })).toBe(true)
    expect(await isMentoring(db(), { ...of, learnerId: ben })).toBe(false)
    await inOne((tx) => updatePair(tx, pair.id, { endedAtMs: NOW + 3, endedBy: ana }))
    expect([await isMentoring(db(), of), await countPairs(db(), project)]).toEqual([false, 0])
    expect(await listMentorsOf(db(), { projectId: project, personId: ana })).toEqual([max])
    expect(await listLearnersOf(db(), of)).toEqual([ana])
    expect(await findOpenPair(db(), { projectId: project, learnerId: ana })).toBeUndefined()
    // And can be asked again.
    expect((await asks()).publicId).not.toBe(pair.publicId)
  })
})
