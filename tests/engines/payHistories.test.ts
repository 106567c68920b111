import { post, toPosting } from "@justesse/db/ledger/post"
import { dice } from "@justesse/db/testing/dice"
import { engines, type TestStorage } from "@justesse/db/testing/engines"
import { addPeople, addProject, answer, asks, credits, NOW } from "@justesse/db/testing/seed"
import { accountOf } from "@justesse/work/ledger/accounts"
import type { Move, TransactionKind } from "@justesse/work/ledger/transaction"
import type { PayOffer } from "@justesse/work/pay/offer"
import { sql } from "kysely"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { findPayProblems } from "./payChecks.ts"
import { addTraining, PayWorld } from "./payWorld.ts"

const SEEDS = [1, 2, 3, 4, 5, 6]
const OFFER: PayOffer = {
  ...{ currency: "EUR", priceMicros: 50_000, bonusMicros: 7_500 },
  ...{ floorMicrosPerHour: 12_000_000, capSeconds: 120, reviewMicros: 0 },
}

describe.each(engines)("histories of paid work through the hot path of $name", (engine) => {
  let opened: TestStorage
  let people: number[]
  let project: number
  beforeEach(async () => {
    opened = await engine.open()
    people = await addPeople(opened.storage, 4)
    project = await addProject(opened.storage, people[0] ?? 0, 80, 2)
  })
  afterEach(async () => opened.close())

  test.each(SEEDS)(
    "history %i: no session is under its floor, and in the end nothing is left anywhere",
    async (seed) => {
      await addTraining(opened.storage, project)
      const world = new PayWorld(opened.storage, { project, people, drawn: dice(seed) })
      await world.fund(20_000_000)
      for (let n = 0; n < 12; n++) {
        // Several people at once, and programs that look at what is due meanwhile.
        await Promise.all(Array.from({ length: 4 }, () => world.act()))
        expect([n, await world.problems(false)]).toEqual([n, []])
      }
      await world.finish()
      expect(await world.problems(true)).toEqual([])
      expect(world.done["leased"]).toBeGreaterThan(0)
    },
  )

  const move = async (kind: TransactionKind, one: Move) => {
    const about = {
      key: `${kind}:by hand`,
      kind,
      currency: "EUR",
      projectId: project,
      ref: "by hand",
      atMs: NOW,
    } as const
    const posting = toPosting(about, [one])
    await opened.storage.db.transaction().execute(async (tx) => posting && post(tx, posting))
  }

  /** An answer that took a minute and a half, in a session that is still open, and another lease in hand. */
  async function work(): Promise<void> {
    const [, person = 0] = people
    await move("fund", {
      from: accountOf("external_in", project),
      to: accountOf("project_free", project),
      amountMicros: 1e8,
    })
    const [lease] = await opened.storage.hot.next({ ...asks(project, person), offer: OFFER })
    if (!lease) throw new Error("a lease was expected")
    const of = { publicId: lease.publicId, personId: person, fence: lease.fence }
    const slots = [{ slotMs: NOW - (NOW % 900_000), ms: 90_000 }]
    await opened.storage.hot.heartbeat({ ...of, credit: credits(90_000, slots), nowMs: NOW })
    const next = { ...asks(project, person), offer: OFFER }
    const rest = { ontologyVersion: 1, guidelineVersion: 1, regions: 0, nowMs: NOW, next, isPaid: () => true }
    await opened.storage.hot.submit({ ...of, ...answer("[]"), ...rest })
    expect(await findPayProblems(opened.storage.db, project, false)).toEqual([])
  }

  test.each([
    [
      "PAY-1",
      "a session that is closed and not brought up to its floor",
      () => change("update session_pay set closed = 1"),
    ],
    [
      "LED-3",
      "a reserve that is given back at acceptance, before its session is closed",
      () =>
        move("release", {
          from: accountOf("assignment_reserve", 2),
          to: accountOf("project_free", project),
          amountMicros: 7,
        }),
    ],
    [
      "PAY-5",
      "a session that is paid twice",
      () =>
        move("top_up", {
          from: accountOf("project_free", project),
          to: accountOf("worker_payable", people[1] ?? 0),
          amountMicros: 5,
        }),
    ],
    [
      "PAY-5",
      "work that was paid and is said not to have been",
      () => change("update assignment_terms set drawn_micros = 0"),
    ],
    [
      "LED-3",
      "a lease that nothing was promised for",
      () => change("update assignment set leased_at_ms = leased_at_ms + 1 where task_id = 2"),
    ],
  ] as const)("%s is noticed: %s", async (rule, _what, act) => {
    await work()
    await act()
    const found = await findPayProblems(opened.storage.db, project, false)
    expect(found.map((one) => one.split(" ")[0])).toContain(rule)
  })

  test("LED-4 is noticed: money that stays where nothing is open any more", async () => {
    await work()
    const found = await findPayProblems(opened.storage.db, project, true)
    expect(found.filter((one) => one.startsWith("LED-4")).length).toBeGreaterThan(1)
  })

  const change = async (statement: string) => void (await sql.raw(statement).execute(opened.storage.db))
})
