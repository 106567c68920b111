import { sql } from "kysely"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addGold, addPeople, addProject, answer, asks, NOW } from "../testing/seed.ts"
import { countProblems } from "./verifyCounts.ts"

const QUARTER_MS = 900_000

describe.each(engines)("what people drew and answered is counted anew on $name", (engine) => {
  let opened: TestStorage
  let ben = 0
  let project = 0

  beforeEach(async () => {
    opened = await engine.open()
    const [ada = 0, other = 0] = await addPeople(opened.storage, 2)
    ben = other
    project = await addProject(opened.storage, ada, 9, 2)
    await addGold(opened.storage, project, [1])
  })
  afterEach(() => opened.close())

  /** Draws, answers twice, gives back, takes up again, corrects. */
  async function work(): Promise<void> {
    const { hot } = opened.storage
    const versions = { ontologyVersion: 1, guidelineVersion: 1, regions: 0, next: null }
    const draw = (nowMs: number) => hot.next(asks(project, ben, { want: 2, nowMs }))
    const [first, second] = await draw(NOW)
    if (!first || !second) throw new Error("two leases are expected")
    const key = ({ publicId, fence }: typeof first, nowMs: number) => ({ publicId, fence, personId: ben, nowMs })
    await hot.submit({ ...key(first, NOW + 1), ...answer(), ...versions })
    await hot.skip({ ...key(second, NOW + 2), reason: "unclear", note: "", next: null })
    const again = await hot.takeUp({ publicId: second.publicId, personId: ben, nowMs: NOW + 3 })
    await hot.submit({ ...key(again, NOW + QUARTER_MS), ...answer(), ...versions })
    const corrected = await hot.takeUp({ publicId: first.publicId, personId: ben, nowMs: NOW + QUARTER_MS })
    await hot.submit({ ...key(corrected, NOW + 2 * QUARTER_MS), ...answer(), ...versions })
    await draw(NOW + 2 * QUARTER_MS)
  }

  test("and agrees with what was counted, a correction being no other answer", async () => {
    await work()
    expect(await countProblems(opened.storage)).toEqual([])
    const { rows } = await sql<{ n: number }>`select sum(tasks) as n from active_time`.execute(opened.storage.db)
    expect(Number(rows[0]?.n)).toBe(2)
  })

  test.each([
    { table: "person_counter", column: "leased", said: "5 tasks drawn counted where 4 are" },
    { table: "person_counter", column: "submitted", said: "3 answers counted where 2 are" },
    { table: "active_time", column: "tasks", said: "2 answers counted where 1 are" },
  ])("$table.$column that was changed is named", async ({ table, column, said }) => {
    await work()
    const more = sql`${sql.ref(column)} = ${sql.ref(column)} + 1`
    await sql`update ${sql.table(table)} set ${more} where person_id = ${ben}`.execute(opened.storage.db)
    const found = await countProblems(opened.storage)
    expect(found[0]).toMatch(new RegExp(`^${table} \\(project ${project}, person ${ben}.*\\): ${said}$`))
  })
})
