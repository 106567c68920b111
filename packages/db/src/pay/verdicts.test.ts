import type { CaseState, Judgement } from "@justesse/work/decisions/judgement"
import { beginCase, stepCase } from "@justesse/work/decisions/machine"
import { accountOf } from "@justesse/work/ledger/accounts"
import { type PayOffer, termsOf } from "@justesse/work/pay/offer"
import { timeMicros } from "@justesse/work/pay/terms"
import { appealReserveMicros } from "@justesse/work/pay/verdicts"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { post, toPosting } from "../ledger/post.ts"
import { findBalance } from "../ledger/read.ts"
import { stepsIn } from "../ledger/steps.ts"
import { checkLedger } from "../ledger/verify.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addPeople, addProject, answer, asks, NOW } from "../testing/seed.ts"
import { sumWaiting } from "./mine.ts"
import { findAnswerMoney } from "./ofAnswer.ts"
import { payOwed, stepPay } from "./step.ts"
import { payVerdict } from "./verdicts.ts"

const FLOOR = 12_000_000
const OFFER: PayOffer = {
  ...{ currency: "EUR", priceMicros: 50_000, bonusMicros: 7_500 },
  ...{ floorMicrosPerHour: FLOOR, capSeconds: 120, reviewMicros: 0 },
}
const HOUR = 3_600_000
const metric = {
  type: "metric" as const,
  name: "iou" as const,
  partId: "r",
  referenceId: "k",
  value: 0.1,
  threshold: 0.7,
}
const PROPOSE = {
  kind: "propose" as const,
  reason: "geometry_out_of_tolerance" as const,
  clause: "1.1",
  evidence: [metric],
}
const WON = timeMicros(FLOOR, 600)

describe.each(engines)("the money of judgements on $name", (engine) => {
  let opened: TestStorage
  let project: number
  let ben = 0
  let state: CaseState
  let [revision, number] = [1, 1]
  let nowMs = NOW
  beforeEach(async () => {
    opened = await engine.open()
    const [ada = 0, second = 0] = await addPeople(opened.storage, 2)
    ben = second
    project = await addProject(opened.storage, ada, 10, 1)
    state = beginCase(NOW)
    ;[revision, number] = [1, 1]
    nowMs = NOW
  })
  afterEach(async () => opened.close())

  const fund = (amountMicros: number, pays = true) =>
    opened.storage.db.transaction().execute(async (tx) => {
      const key = `fund:${nowMs}:${amountMicros}`
      const about = { key, kind: "fund", currency: "EUR", projectId: project, ref: key, atMs: nowMs } as const
      const move = { from: accountOf("external_in", project), to: accountOf("project_free", project), amountMicros }
      const posting = toPosting(about, [move])
      if (posting) await post(tx, posting)
      if (pays) await stepsIn(tx, payOwed(project, nowMs))
    })
  const lies = (kind: Parameters<typeof findBalance>[1], owner: number) =>
    findBalance(opened.storage.db, kind, owner, "EUR")
  async function send(): Promise<void> {
    const [lease] = await opened.storage.hot.next({ ...asks(project, ben), offer: OFFER })
    if (!lease) throw new Error("a lease was expected")
    const { publicId, personId, fence } = lease
    const rest = { ontologyVersion: 1, guidelineVersion: 1, regions: 0, nowMs, next: null, isPaid: () => true }
    await opened.storage.hot.submit({ publicId, personId, fence, ...answer(`[${publicId}]`), ...rest })
  }
  async function close(): Promise<void> {
    nowMs += HOUR
    const rows = await opened.storage.db
      .selectFrom("work_session")
      .select("id")
      .where("closed_at_ms", "is", null)
      .execute()
    for (const { id } of rows) await opened.storage.hot.closeSession({ id, personId: ben, nowMs })
  }
  async function judge(act: Judgement["act"], by: Judgement["by"] = { kind: "person", id: 901 }): Promise<void> {
    const judgement = { act, by, atMs: nowMs }
    const after = stepCase(state, judgement)
    const judged = { revision, number: number + 1, judgement, before: state, after, nowMs }
    await opened.storage.db.transaction().execute((tx) => stepsIn(tx, payVerdict(1, judged)))
    state = after
    number++
  }
  const sound = async () => expect((await checkLedger(opened.storage)).problems).toEqual([])

  test("accepted: the bonus moves, and after the session nothing is left on its reserve", async () => {
    await fund(100_000_000)
    await send()
    await judge({ kind: "accept" })
    expect(await lies("worker_payable", ben)).toBe(57_500)
    await close()
    await stepPay(opened.storage.db, nowMs)
    expect(await lies("assignment_reserve", 1)).toBe(0)
    const rows = await opened.storage.db.selectFrom("assignment_terms").select(["live", "decided"]).execute()
    expect(rows).toEqual([{ live: 0, decided: 1 }])
    await sound()
  })

  test("what is not theirs yet says whether a decision or a rejection keeps it, and nothing once it is given", async () => {
    await fund(100_000_000)
    const waits = async () => {
      const [one] = await sumWaiting(opened.storage.db, ben)
      return [one?.undecidedMicros, one?.undecided, one?.heldMicros]
    }
    await send()
    await send()
    expect(await waits()).toEqual([15_000, 2, 0])
    await judge(PROPOSE)
    expect(await waits()).toEqual([15_000, 2, 0])
    await judge({ kind: "concur" }, { kind: "person", id: 902 })
    expect(await waits()).toEqual([7_500, 1, 7_500])
    await judge({ kind: "appeal", text: "", evidence: [] }, { kind: "person", id: ben })
    expect(await waits()).toEqual([7_500, 1, 7_500])
    await judge({ kind: "unanswered" }, { kind: "silence" })
    expect(await waits()).toEqual([7_500, 1, 0])
  })

  test("of one answer is told what was paid for its time, what became of its bonus, and what a won appeal brought", async () => {
    await fund(100_000_000)
    await send()
    const { task_id: taskId } = await opened.storage.db
      .selectFrom("assignment_terms")
      .select("task_id")
      .executeTakeFirstOrThrow()
    const told = async () => {
      const { timeMicros, bonusMicros, bonus, wonMicros } =
        (await findAnswerMoney(opened.storage.db, { projectId: project, taskId, personId: ben })) ?? expect.fail()
      return [timeMicros, bonusMicros, bonus, wonMicros]
    }
    expect(await told()).toEqual([50_000, 7_500, "waits_decision", 0])
    await judge(PROPOSE)
    await judge({ kind: "concur" }, { kind: "person", id: 902 })
    expect(await told()).toEqual([50_000, 7_500, "held_rejection", 0])
    await judge({ kind: "leave" }, { kind: "person", id: ben })
    expect(await told()).toEqual([50_000, 7_500, "lost", 0])
    ;[state, revision, number] = [beginCase(nowMs), 2, 1]
    await judge(PROPOSE)
    await judge({ kind: "concur" }, { kind: "person", id: 902 })
    await judge({ kind: "appeal", text: "", evidence: [] }, { kind: "person", id: ben })
    await judge({ kind: "unanswered" }, { kind: "silence" })
    expect(await told()).toEqual([50_000, 7_500, "paid", WON])
    expect(await findAnswerMoney(opened.storage.db, { projectId: project, taskId: taskId + 1, personId: ben })).toBe(
      null,
    )
  })

  test("rejected and overturned: pay stays throughout, the bonus is held, and comes with ten minutes", async () => {
    await fund(100_000_000)
    await send()
    await close()
    await judge(PROPOSE)
    const reserve = appealReserveMicros(termsOf(OFFER, { isJudged: true, capSeconds: 120 }), 600)
    expect(await lies("assignment_reserve", 1)).toBe(7_500 + reserve)
    await judge({ kind: "concur" }, { kind: "person", id: 902 })
    expect(await lies("worker_payable", ben)).toBe(50_000)
    const kept = await opened.storage.db.selectFrom("assignment_terms").select("case_state").executeTakeFirst()
    expect(JSON.parse(kept?.case_state ?? "").proposal).toMatchObject({ clause: "1.1", evidence: [] })
    await judge({ kind: "appeal", text: "", evidence: [] }, { kind: "person", id: ben })
    await judge({ kind: "unanswered" }, { kind: "silence" })
    expect(await lies("worker_payable", ben)).toBe(50_000 + 7_500 + WON)
    expect(await lies("assignment_reserve", 1)).toBe(0)
    await sound()
  })

  test("corrected after it was accepted and judged anew: no second bonus, and an appeal of its own that is paid for", async () => {
    await fund(100_000_000)
    await send()
    await close()
    await judge({ kind: "accept" })
    await stepPay(opened.storage.db, nowMs)
    expect(await lies("worker_payable", ben)).toBe(57_500)
    ;[state, revision, number] = [beginCase(nowMs), 2, 1]
    await judge(PROPOSE)
    await judge({ kind: "concur" }, { kind: "person", id: 902 })
    const reserve = appealReserveMicros(termsOf(OFFER, { isJudged: true, capSeconds: 120 }), 600)
    expect(await lies("assignment_reserve", 1)).toBe(reserve)
    await judge({ kind: "appeal", text: "", evidence: [] }, { kind: "person", id: ben })
    await judge({ kind: "unanswered" }, { kind: "silence" })
    expect(await lies("worker_payable", ben)).toBe(57_500 + WON)
    expect(await lies("assignment_reserve", 1)).toBe(0)
    ;[state, revision, number] = [beginCase(nowMs), 3, 1]
    await judge({ kind: "accept" })
    expect(await lies("worker_payable", ben)).toBe(57_500 + WON)
    await sound()
  })

  test("money for an appeal that nobody makes goes back once it cannot be made any more, also of a second case", async () => {
    await fund(100_000_000)
    await send()
    await close()
    await judge({ kind: "accept" })
    ;[state, revision, number] = [beginCase(nowMs), 2, 1]
    await judge(PROPOSE)
    await judge({ kind: "concur" }, { kind: "person", id: 902 })
    await judge({ kind: "leave" }, { kind: "person", id: ben })
    nowMs += 60 * 24 * HOUR
    await stepPay(opened.storage.db, nowMs)
    expect(await lies("assignment_reserve", 1)).toBe(0)
    expect(await lies("project_free", project)).toBe(100_000_000 - 57_500)
    await sound()
  })

  test("without the money for an appeal there is no rejection", async () => {
    const lease = timeMicros(FLOOR, 120) + 7_500 + timeMicros(FLOOR, 1_200)
    await fund(lease)
    await send()
    const before = await lies("assignment_reserve", 1)
    await expect(judge(PROPOSE)).rejects.toMatchObject({ code: "project_unfunded" })
    expect([await lies("assignment_reserve", 1), await lies("worker_payable", ben)]).toEqual([before, 50_000])
    await sound()
  })

  test("silence accepts what nobody judged, once, however often somebody looks", async () => {
    await fund(100_000_000)
    await send()
    await close()
    await stepPay(opened.storage.db, nowMs)
    expect(await lies("worker_payable", ben)).toBe(50_000)
    nowMs += 73 * HOUR
    await Promise.all([1, 2, 3].map(() => stepPay(opened.storage.db, nowMs)))
    await stepPay(opened.storage.db, nowMs + 1)
    expect(await lies("worker_payable", ben)).toBe(57_500)
    expect(await lies("assignment_reserve", 1)).toBe(0)
    const [counter] = await opened.storage.db.selectFrom("pay_counter").selectAll().execute()
    expect(counter).toMatchObject({ decided: 1, undecided_seconds: 0 })
    await sound()
  })

  test("silence accepts an answer that came after everything of its lease was given back", async () => {
    await fund(100_000_000)
    const [held] = await opened.storage.hot.next({ ...asks(project, ben), offer: OFFER })
    if (!held) throw new Error("a lease was expected")
    nowMs = held.expiresAtMs
    await opened.storage.hot.endExpired(nowMs, 10)
    await close()
    nowMs += 100 * HOUR
    await stepPay(opened.storage.db, nowMs)
    expect(await lies("project_free", project)).toBe(100_000_000)
    const { publicId, fence } = held
    const rest = { ontologyVersion: 1, guidelineVersion: 1, regions: 0, nowMs, next: null, isPaid: () => true }
    await opened.storage.hot.submit({ publicId, personId: ben, fence, ...answer("[late]"), ...rest })
    nowMs += 73 * HOUR
    await stepPay(opened.storage.db, nowMs)
    expect([await lies("worker_payable", ben), await lies("assignment_reserve", 1)]).toEqual([57_500, 0])
    await sound()
  })

  test.each([
    { by: "whoever puts money in", pays: true },
    { by: "the next step, where others gave money back", pays: false },
  ])("a bonus that nothing covers is owed, and paid first by $by", async ({ pays }) => {
    const lease = timeMicros(FLOOR, 120) + 7_500 + timeMicros(FLOOR, 1_200)
    await fund(lease)
    const [held] = await opened.storage.hot.next({ ...asks(project, ben), offer: OFFER })
    if (!held) throw new Error("a lease was expected")
    nowMs = held.expiresAtMs
    await opened.storage.hot.endExpired(nowMs, 10)
    await close()
    nowMs += 100 * HOUR
    await stepPay(opened.storage.db, nowMs)
    const free = await lies("project_free", project)
    const { publicId, fence } = held
    const back = { from: accountOf("project_free", project), to: accountOf("external_in", project), amountMicros: free }
    const about = {
      key: "back",
      kind: "refund",
      currency: "EUR",
      projectId: project,
      ref: "back",
      atMs: nowMs,
    } as const
    const posting = toPosting(about, [back])
    await opened.storage.db.transaction().execute(async (tx) => posting && (await post(tx, posting)))
    const rest = { ontologyVersion: 1, guidelineVersion: 1, regions: 0, nowMs, next: null, isPaid: () => true }
    await opened.storage.hot.submit({ publicId, personId: ben, fence, ...answer("[late]"), ...rest })
    state = beginCase(nowMs)
    await judge({ kind: "accept" })
    expect(await lies("worker_payable", ben)).toBe(0)
    await fund(10_000_000, pays)
    if (!pays) {
      expect(await lies("worker_payable", ben)).toBe(0)
      await stepPay(opened.storage.db, nowMs)
    }
    expect(await lies("worker_payable", ben)).toBe(57_500)
    await stepPay(opened.storage.db, nowMs)
    expect(await lies("worker_payable", ben)).toBe(57_500)
    await sound()
  })
})
