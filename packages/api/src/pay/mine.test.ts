import { post, toPosting } from "@justesse/db/ledger/post"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import { accountOf } from "@justesse/work/ledger/accounts"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { appRouter } from "../index.ts"
import { type Harness, makeHarness, type TestPerson } from "../testing/harness.ts"

const DAY = 86_400_000

describe.each(ruleEngines)("what somebody reads of their own pay, on $name", ({ open }) => {
  let at: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let h: Harness
  let [awa, ben]: TestPerson[] = []
  let project = 0

  beforeAll(async () => {
    at = await open()
    folder = temporaryFolder()
    h = makeHarness({ storage: at.storage, folder: folder.path })
    awa = await h.addPerson("Awa")
    ben = await h.addPerson("Ben")
    project = await h.addProject({ slug: "paid", owner: await h.addPerson("Olga"), names: "open" })
  })
  afterAll(async () => {
    await at.close()
    folder.remove()
  })

  const free = () => accountOf("project_free", project)

  /** Books so much, as money that came in or as what a won appeal brings. */
  async function book(kind: "fund" | "compensation", to: ReturnType<typeof free>, amountMicros: number, atMs: number) {
    const from = kind === "fund" ? accountOf("external_in", project) : free()
    const ref = `${kind}:${atMs}:${amountMicros}`
    const about = { key: ref, kind, currency: "EUR", projectId: project, ref, atMs } as const
    const posting = toPosting(about, [{ from, to, amountMicros }])
    await at.storage.db.transaction().execute(async (tx) => posting && post(tx, posting))
  }

  const sessions = (person: TestPerson | undefined, fromMs: number, untilMs: number) =>
    appRouter.createCaller(h.contextOf(person ?? null)).pay.sessions({ fromMs, untilMs })

  test("what won appeals brought in a time stands beside its sessions, and is theirs to take out (found F15)", async () => {
    const { nowMs } = h.clock
    const own = accountOf("worker_payable", awa?.id ?? 0)
    await book("fund", free(), 10_000_000, nowMs - 9 * DAY)
    await book("compensation", own, 700_000, nowMs - 8 * DAY)
    await book("compensation", own, 2_000_000, nowMs - DAY)
    await book("compensation", own, 1_000_000, nowMs - 2 * DAY)
    const week = await sessions(awa, nowMs - 7 * DAY, nowMs)
    expect(week).toEqual({ sessions: [], appeals: [{ currency: "EUR", micros: 3_000_000 }] })
    expect((await sessions(awa, nowMs - 9 * DAY, nowMs)).appeals).toEqual([{ currency: "EUR", micros: 3_700_000 }])
    expect((await sessions(awa, nowMs - DAY / 2, nowMs)).appeals).toEqual([])
    expect((await sessions(ben, nowMs - 9 * DAY, nowMs)).appeals).toEqual([])
    const { balances } = await appRouter.createCaller(h.contextOf(awa ?? null)).pay.balance({})
    expect(balances.map(({ transferMicros }) => transferMicros)).toEqual([3_700_000])
  })
})
