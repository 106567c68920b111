import { accountOf } from "@justesse/work/ledger/accounts"
import type { PayOffer } from "@justesse/work/pay/offer"
import { termsOf } from "@justesse/work/pay/offer"
import { reserveMicros, timeMicros } from "@justesse/work/pay/terms"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import type { LeaseRow } from "../hot/operations.ts"
import { post, toPosting } from "../ledger/post.ts"
import { findBalance } from "../ledger/read.ts"
import { stepsIn } from "../ledger/steps.ts"
import { checkLedger } from "../ledger/verify.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addPeople, addProject, answer, asks, credits, NOW } from "../testing/seed.ts"
import { insertClaim } from "../work/claims.ts"
import { asPerson } from "../work/unleased.ts"
import { extendLease, grantBeyond, listBeyond, listExtended, readCap, wasSentAtLimit } from "./extend.ts"

const FLOOR = 12_000_000
const CAP = 120
const OFFER: PayOffer = {
  ...{ currency: "EUR", priceMicros: 50_000, bonusMicros: 7_500 },
  ...{ floorMicrosPerHour: FLOOR, capSeconds: CAP, reviewMicros: 0 },
}
const RESERVE = reserveMicros(termsOf(OFFER, { isJudged: true, capSeconds: CAP }))
const PER_CAP = timeMicros(FLOOR, CAP)
const ALLOWANCE = timeMicros(FLOOR, 1_200)
const IDLE = 31 * 60_000

describe.each(engines)("time beyond the limit of a lease, on $name", (engine) => {
  let opened: TestStorage
  let project: number
  let ada: number
  beforeEach(async () => {
    opened = await engine.open()
    const people = await addPeople(opened.storage, 2)
    ada = people[1] ?? 0
    project = await addProject(opened.storage, people[0] ?? 0, 20, 1)
  })
  afterEach(async () => opened.close())

  const fund = (amountMicros: number, key = `fund:${amountMicros}`) =>
    opened.storage.db.transaction().execute(async (tx) => {
      const about = { key, kind: "fund", currency: "EUR", projectId: project, ref: key, atMs: NOW } as const
      const move = { from: accountOf("external_in", project), to: accountOf("project_free", project), amountMicros }
      const posting = toPosting(about, [move])
      if (posting) await post(tx, posting)
    })
  async function lease(offer: PayOffer | null = OFFER): Promise<LeaseRow> {
    const [one] = await opened.storage.hot.next({ ...asks(project, ada), ...(offer && { offer }) })
    return one ?? expect.fail("a lease was expected")
  }
  const beat = ({ publicId, personId, fence }: LeaseRow, seconds: number) => {
    const ms = seconds * 1_000
    const slots = [{ slotMs: NOW - (NOW % 900_000), ms }]
    return opened.storage.hot.heartbeat({
      publicId,
      personId,
      fence,
      credit: credits(ms, slots),
      nowMs: NOW,
      isLate: true,
    })
  }
  const submit = ({ publicId, personId, fence }: LeaseRow) => {
    const rest = { ontologyVersion: 1, guidelineVersion: 1, regions: 0, nowMs: NOW, next: null, isPaid: () => true }
    return opened.storage.hot.submit({ publicId, personId, fence, ...answer(`[${publicId}]`), ...rest })
  }
  const goOn = ({ publicId }: LeaseRow, extensions: number, personId = ada) =>
    asPerson(opened.storage, personId, (tx) => stepsIn(tx, extendLease({ publicId, personId, extensions, nowMs: NOW })))
  const wasPartial = ({ taskId }: LeaseRow) => stepsIn(opened.storage.db, wasSentAtLimit(project, taskId, ada))
  const close = async () => {
    const open = await opened.storage.db
      .selectFrom("work_session")
      .selectAll()
      .where("closed_at_ms", "is", null)
      .execute()
    for (const { id } of open) await opened.storage.hot.closeSession({ id, personId: ada, nowMs: NOW + IDLE })
  }
  const lies = (kind: Parameters<typeof findBalance>[1], owner: number | string) =>
    findBalance(opened.storage.db, kind, owner, "EUR")
  const sound = async () => expect((await checkLedger(opened.storage)).problems).toEqual([])
  const beyond = () => listBeyond(opened.storage.db, ada, [1])
  const grant = (seconds: number, claimId = 1) =>
    asPerson(opened.storage, ada, (tx) => stepsIn(tx, grantBeyond({ sessionId: 1, claimId, seconds, nowMs: NOW })))

  test("ten windows say at once that they go on: one more cap is reserved, and all of the time is paid", async () => {
    await fund(100_000_000)
    const held = await lease()
    await beat(held, CAP - 1)
    expect((await goOn(held, 0))?.status).toBe("early")
    await beat(held, 61)
    const said = await Promise.all(Array.from({ length: 10 }, () => goOn(held, 0)))
    expect(said.map((one) => one?.status)).toEqual(Array(10).fill("granted"))
    expect(said.map((one) => one?.cap.extensions)).toEqual(Array(10).fill(1))
    expect(await lies("assignment_reserve", 1)).toBe(RESERVE + PER_CAP)
    expect(await stepsIn(opened.storage.db, readCap(held.publicId, ada))).toEqual({
      ...{ fromSeconds: 0, capSeconds: CAP, extensions: 1 },
    })
    expect((await goOn(held, 1))?.status).toBe("early")
    await submit(held)
    expect((await goOn(held, 1))?.status).toBe("ended")
    expect(await wasPartial(held)).toBe(false)
    expect(await beyond()).toEqual([])
    await close()
    expect(await lies("worker_payable", ada)).toBe(timeMicros(FLOOR, 180))
    expect(await lies("assignment_reserve", 1)).toBe(OFFER.bonusMicros)
    expect(await listExtended(opened.storage.db, { projects: null, sinceMs: 0, limit: 9 })).toMatchObject([
      { projectId: project, personId: ada, capSeconds: CAP, extensions: 1 },
    ])
    await sound()
  })

  test("without money nothing is reserved, the refusal is counted, and what waits is counted still", async () => {
    await fund(RESERVE + ALLOWANCE + PER_CAP - 1)
    const held = await lease()
    await beat(held, CAP + 30)
    expect(await goOn(held, 0)).toMatchObject({ status: "unfunded", cap: { extensions: 0 } })
    expect(await lies("assignment_reserve", 1)).toBe(RESERVE)
    const status = await opened.storage.db.selectFrom("project_pay").selectAll().executeTakeFirst()
    expect(status).toMatchObject({ unfunded_since_ms: NOW, asked: 1 })
    expect(await beyond()).toEqual([])
    expect(await wasPartial(held)).toBe(false)
    await submit(held)
    expect(await wasPartial(held)).toBe(true)
    expect(await beyond()).toEqual([{ session: 1, seconds: 30 }])
    const counted = await opened.storage.db.selectFrom("assignment").select("active_ms").executeTakeFirst()
    expect(counted?.active_ms).toBe((CAP + 30) * 1_000)
    await fund(PER_CAP, "more")
    await close()
    expect(await lies("worker_payable", ada)).toBe(PER_CAP)
    await sound()
  })

  test("what waits is claimed once, and paid once it is granted: after its session was closed, and before", async () => {
    await fund(100_000_000)
    const held = await lease()
    await beat(held, CAP + 50)
    await submit(held)
    const claim = { projectId: project, personId: ada, sessionId: 1, grantedSeconds: 0, askedSeconds: 50, note: "" }
    await asPerson(opened.storage, ada, (tx) => insertClaim(tx, { ...claim, isBeyond: true, atMs: NOW }))
    expect(await beyond()).toEqual([])
    expect(await grant(20)).toBe(20)
    expect(await lies("worker_payable", ada)).toBe(50_000)
    await close()
    expect(await lies("worker_payable", ada)).toBe(timeMicros(FLOOR, CAP + 20))
    expect(await grant(90, 2)).toBe(30)
    expect(await grant(90, 3)).toBe(0)
    expect(await lies("worker_payable", ada)).toBe(timeMicros(FLOOR, CAP + 50))
    expect(await lies("assignment_reserve", 1)).toBe(OFFER.bonusMicros)
    await sound()
  })

  test("what is granted goes to leases that are over: none to one that ran out and is not noted yet", async () => {
    await fund(100_000_000)
    const [ran, sent] = await opened.storage.hot.next({ ...asks(project, ada, { want: 2 }), offer: OFFER })
    if (!ran || !sent) return expect.fail("two leases were expected")
    await beat(ran, CAP + 50)
    await beat(sent, CAP + 50)
    await submit(sent)
    await opened.storage.hot.endExpired(NOW + 10 * 86_400_000, 10)
    expect(await beyond()).toEqual([{ session: 1, seconds: 50 }])
    expect(await grant(90)).toBe(50)
    const rows = await opened.storage.db.selectFrom("assignment_terms").selectAll().orderBy("id").execute()
    expect(rows.map(({ task_id, state, granted_seconds }) => [task_id, state, granted_seconds])).toEqual([
      [ran.taskId, "leased", 0],
      [sent.taskId, "submitted", 50],
    ])
    await sound()
  })

  test("somebody new goes on within what may be undecided of them", async () => {
    await fund(100_000_000)
    const held = await lease({ ...OFFER, capSeconds: 700 })
    await beat(held, 700)
    expect(await goOn(held, 0)).toMatchObject({ status: "exposed" })
    expect(await lies("worker_payable", ada)).toBe(0)
  })

  test("where nobody is paid there is no limit, and nobody asks about another's task", async () => {
    const unpaid = await lease(null)
    await beat(unpaid, 5_000)
    expect(await stepsIn(opened.storage.db, readCap(unpaid.publicId, ada))).toBeNull()
    expect(await goOn(unpaid, 0)).toBeNull()
    expect(await goOn(unpaid, 0, ada - 1)).toBeNull()
    expect(await listBeyond(opened.storage.db, ada, [])).toEqual([])
    expect(await listExtended(opened.storage.db, { projects: [], sinceMs: 0, limit: 9 })).toEqual([])
    expect(await listExtended(opened.storage.db, { projects: [project], sinceMs: 0, limit: 9 })).toEqual([])
  })
})
