import { randomUUID } from "node:crypto"
import type { Judgement } from "@justesse/work/decisions/judgement"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { collectPersonData, insertMember } from "../index.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addPeople, addProject, answerTo, asks, NOW } from "../testing/seed.ts"
import { insertJudgement } from "./index.ts"

describe.each(engines)("what was decided about a person, as they carry it away, on $name", (engine) => {
  let opened: TestStorage
  let people: number[] = []
  let assignment = ""

  beforeAll(async () => {
    opened = await engine.open()
    const { storage } = opened
    people = await addPeople(storage, 4)
    const [owner = 0, author = 0, first = 0, third = 0] = people
    const project = await addProject(storage, owner, 1, 1)
    await insertMember(storage.db, project, author, ["annotator"], "Owl", NOW)
    const [lease] = await storage.hot.next(asks(project, author))
    if (!lease) throw new Error("a task was expected")
    assignment = lease.publicId
    await storage.hot.submit(answerTo(lease))
    const quote = { type: "diff", partId: "a", referenceId: "ref:b", answered: "0.50", expected: "0,50" } as const
    const acts: readonly (readonly [number, Judgement["act"]])[] = [
      [author, { kind: "submit" }],
      [first, { kind: "return", clause: "1", note: "read again" }],
      [
        first,
        { kind: "propose", reason: "transcript_error", clause: "1", evidence: [quote, { type: "gold", goldId: 7 }] },
      ],
      [0, { kind: "assign", adjudicatorId: third, authorIsFirst: true }],
      [third, { kind: "answer", answer: "both", clause: "1", text: "both may stand" }],
    ]
    await storage.db.transaction().execute(async (tx) => {
      const key = { projectId: project, taskId: lease.taskId, personId: author, revision: 1 }
      for (const [seq, [id, act]] of acts.entries()) {
        const by = id === 0 ? ({ kind: "rule" } as const) : ({ kind: "person", id } as const)
        const judgement = { act, by, atMs: NOW + seq }
        await insertJudgement(tx, key, {
          seq,
          publicId: randomUUID(),
          about: 1,
          judgement,
          supersedes: null,
          reference: null,
        })
      }
    })
  })
  afterAll(() => opened.close())
  const dataOf = async (n: number) => (await collectPersonData(opened.storage.db, people[n] ?? 0)).judgements

  test("its author reads all of it, by their assignment, with no name and no id of what it was compared with", async () => {
    const rows = await dataOf(1)
    expect(rows.map(({ kind, mine }) => [kind, mine])).toEqual([
      ["submit", true],
      ["return", false],
      ["propose", false],
      ["assign", false],
      ["answer", false],
    ])
    expect(rows.every((row) => row.assignment === assignment && row.revision === 1)).toBe(true)
    expect(rows[2]?.said).toEqual({
      reason: "transcript_error",
      clause: "1",
      evidence: [{ type: "diff", partId: "a", answered: "0.50", expected: "0,50" }, { type: "reference" }],
    })
    expect(rows[3]?.said).toEqual({})
    expect(JSON.stringify(rows)).not.toMatch(/ref:|goldId|adjudicator|authorIsFirst|task|person/)
  })

  test("whoever decided reads what they said, and not about whom", async () => {
    expect(await dataOf(3)).toMatchObject([
      { kind: "answer", mine: true, assignment: null, revision: null, said: { text: "both may stand", clause: "1" } },
    ])
    expect((await dataOf(2)).map(({ kind }) => kind)).toEqual(["return", "propose"])
    expect(await dataOf(0)).toEqual([])
  })
})
