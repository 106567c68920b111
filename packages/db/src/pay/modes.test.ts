import { accountOf } from "@justesse/work/ledger/accounts"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { post, toPosting } from "../ledger/post.ts"
import { findBalance, listMovements, sumAccounts } from "../ledger/read.ts"
import { insertMember } from "../projects/index.ts"
import { storeAccepted } from "../projects/members.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addPeople, addProject, asks, NOW } from "../testing/seed.ts"
import { insertDeposit } from "./deposits.ts"
import { askAgain, countOpenLeases, findHeldMicros } from "./modes.ts"

describe.each(engines)("what fixes how a project pays, on $name", (engine) => {
  let opened: TestStorage
  let project: number
  let [ada = 0, ben = 0]: number[] = []
  beforeEach(async () => {
    opened = await engine.open()
    ;[ada = 0, ben = 0] = await addPeople(opened.storage, 2)
    project = await addProject(opened.storage, ada, 5, 1)
  })
  afterEach(async () => opened.close())

  const fund = async (key: string, amountMicros: number) => {
    const about = { key, kind: "fund", currency: "EUR", projectId: project, ref: key, atMs: NOW } as const
    const move = { from: accountOf("external_in", project), to: accountOf("project_free", project), amountMicros }
    const posting = toPosting(about, [move])
    await opened.storage.db.transaction().execute(async (tx) => {
      if (posting) await post(tx, posting)
      const deposit = { publicId: key, projectId: project, currency: "EUR", amountMicros, proof: "p" } as const
      await insertDeposit(tx, { ...deposit, personId: ada, atMs: NOW })
    })
  }

  test("leases in hand are counted, of this project alone, until they end", async () => {
    const other = await addProject(opened.storage, ada, 5, 1)
    await opened.storage.hot.next(asks(other, ada))
    expect(await countOpenLeases(opened.storage.db, project)).toBe(0)
    const [lease] = await opened.storage.hot.next(asks(project, ada))
    await opened.storage.hot.next(asks(project, ben))
    expect(await countOpenLeases(opened.storage.db, project)).toBe(2)
    const skipped = { publicId: lease?.publicId ?? "", personId: ada, fence: 1, reason: "other", note: "", nowMs: NOW }
    await opened.storage.hot.skip({ ...skipped, next: null })
    expect(await countOpenLeases(opened.storage.db, project)).toBe(1)
  })

  test("what came in for a project is held wherever it lies, in its currency", async () => {
    const { db } = opened.storage
    expect(await findHeldMicros(db, project, "EUR")).toBe(0)
    await fund("one", 70)
    await fund("two", 5)
    expect(await findHeldMicros(db, project, "EUR")).toBe(75)
    expect(await findHeldMicros(db, project, "JPY")).toBe(0)
    expect(await findBalance(db, "project_free", project, "EUR")).toBe(75)
    expect(await findBalance(db, "project_free", project, "XOF")).toBe(0)
  })

  test("the operator's list has the latest movement first, with its project and both its sides", async () => {
    const { db } = opened.storage
    await fund("one", 70)
    await fund("two", 5)
    const { movements, last } = await listMovements(db, 1)
    expect(movements).toBe(2)
    expect(last).toMatchObject([
      {
        kind: "fund",
        currency: "EUR",
        ref: "two",
        project: expect.stringMatching(/^p-/),
        entries: [
          { account: `external_in:${project}`, amountMicros: -5 },
          { account: `project_free:${project}`, amountMicros: 5 },
        ],
      },
    ])
    expect(await sumAccounts(db)).toEqual([
      { currency: "EUR", kind: "external_in", accounts: 1, balanceMicros: -75 },
      { currency: "EUR", kind: "project_free", accounts: 1, balanceMicros: 75 },
    ])
  })

  test("a deposit is stored once for its id", async () => {
    await fund("one", 70)
    const deposit = { publicId: "one", projectId: project, currency: "EUR", amountMicros: 1, proof: "p" } as const
    const again = opened.storage.db
      .transaction()
      .execute((tx) => insertDeposit(tx, { ...deposit, personId: ada, atMs: NOW }))
    await expect(again).rejects.toThrow()
  })

  test("whoever accepted the conditions of before reads them again", async () => {
    const { db } = opened.storage
    await insertMember(db, project, ada, ["owner"], "A", NOW)
    await insertMember(db, project, ben, ["annotator"], "B", NOW)
    await storeAccepted(db, project, ben, 1)
    await db.transaction().execute((tx) => askAgain(tx, project))
    const rows = await db.selectFrom("member").select("accepted_version").where("project_id", "=", project).execute()
    expect(rows.map(({ accepted_version }) => accepted_version)).toEqual([0, 0])
  })
})
