import { randomUUID } from "node:crypto"
import type { Storage } from "@justesse/db"
import { setGoldState } from "@justesse/db/gold"
import type { LeaseRow } from "@justesse/db/hot/operations"
import { post, toPosting } from "@justesse/db/ledger/post"
import { stepsIn } from "@justesse/db/ledger/steps"
import { checkLedger } from "@justesse/db/ledger/verify"
import { putBackLearning, setApart } from "@justesse/db/pay/learning"
import { payOwed, stepPay } from "@justesse/db/pay/step"
import { payVerdict } from "@justesse/db/pay/verdicts"
import { type Dice, dice } from "@justesse/db/testing/dice"
import { addGold, answer, asks, credits, NOW } from "@justesse/db/testing/seed"
import { asPerson, enterUnleased } from "@justesse/db/work/unleased"
import { JustesseError } from "@justesse/types"
import { listDue } from "@justesse/work/decisions/deadlines"
import type { CaseState, Judgement } from "@justesse/work/decisions/judgement"
import { beginCase, stepCase } from "@justesse/work/decisions/machine"
import { shareUp } from "@justesse/work/ledger/money"
import { depositMoves } from "@justesse/work/pay/learning"
import type { PayOffer } from "@justesse/work/pay/offer"
import { findPayProblems } from "./payChecks.ts"

const HOUR = 3_600_000

/** Two of a project's tasks are training, with which everybody begins. */
export async function addTraining(storage: Storage, project: number): Promise<void> {
  await addGold(storage, project, [1, 2])
  await setGoldState(storage.db, project, [1, 2], "try_out", NOW)
}
const TRAINING = { gold: { seed: 7, seedOf: (publicId: string) => publicId.length, mixed: false, tryOut: 2 } } as const

/** Whose work it is, and by which dice. */
interface PayWorldOf {
  readonly project: number
  readonly people: readonly number[]
  readonly drawn: Dice
  /** What it offers follows from this, so that several worlds of a project offer in one currency. */
  readonly offerSeed?: number
  readonly firstJudgement?: number
  readonly clock?: () => number
}

/** One project that pays, and whoever works in it, through the hot path of a real database. */
export class PayWorld {
  readonly storage: Storage
  readonly project: number
  readonly people: readonly number[]
  readonly drawn: Dice
  readonly done: Record<string, number> = {}
  #offer: PayOffer
  /** Of each deposit, set apart for learning. */
  #percent: number
  readonly #held = new Map<string, LeaseRow>()
  readonly #clock: (() => number) | null
  #aheadMs = 0
  /** Judgements have a number of their own each, and are made one after the other, as an answer is held while it is judged. */
  #judgements: number
  #judging: Promise<void> = Promise.resolve()

  /** A world that goes on after another one, or beside it, counts its judgements from elsewhere; several share a clock. */
  constructor(storage: Storage, { project, people, drawn, offerSeed, firstJudgement = 1, clock }: PayWorldOf) {
    ;[this.storage, this.project, this.people, this.drawn] = [storage, project, people, drawn]
    ;[this.#judgements, this.#clock] = [firstJudgement, clock ?? null]
    const offered = offerSeed === undefined ? drawn : dice(offerSeed)
    const floor = 1_000_000 + offered.below(30_000_000)
    this.#percent = offered.next() < 0.3 ? 0 : offered.below(21)
    this.#offer = {
      currency: offered.pick(["EUR", "JPY", "TND", "XOF"] as const) ?? "EUR",
      ...{ priceMicros: offered.next() < 0.2 ? null : shareUp(floor, 10 + offered.below(200), 3_600) },
      ...{ bonusMicros: 1 + offered.below(9_000), floorMicrosPerHour: floor, capSeconds: 120, reviewMicros: 0 },
    }
  }

  get nowMs(): number {
    return (this.#clock?.() ?? NOW) + this.#aheadMs
  }

  #count(what: string): void {
    this.done[what] = (this.done[what] ?? 0) + 1
  }

  /** One thing that happens; what is refused in words is no fault. */
  async act(): Promise<void> {
    const acts = [
      this.#lease,
      this.#lease,
      this.#send,
      this.#send,
      this.#send,
      this.#skip,
      this.#fund,
      this.#judge,
      this.#judge,
      this.#judge,
      this.#claim,
      this.#learn,
      this.#share,
      this.#goOn,
      this.#expire,
      this.#close,
    ]
    const act = this.drawn.pick(acts)
    try {
      await act?.call(this)
    } catch (error) {
      if (!(error instanceof JustesseError)) throw error
      // Finished work is taken, and what is owed is closed and paid, whether there is money or not.
      if (error.code === "project_unfunded" && act !== this.#lease && act !== this.#judge) throw error
      this.#count(`refused ${error.code}`)
    }
  }

  async fund(amountMicros: number): Promise<void> {
    const key = `fund:${randomUUID()}`
    const about = {
      key,
      kind: "fund",
      currency: this.#offer.currency,
      projectId: this.project,
      ref: key,
      atMs: this.nowMs,
    } as const
    const posting = toPosting(about, depositMoves(this.project, amountMicros, this.#percent))
    await this.storage.db.transaction().execute(async (tx) => {
      if (posting) await post(tx, posting)
      await stepsIn(tx, payOwed(this.project, this.nowMs))
    })
  }

  async #fund(): Promise<void> {
    if (this.drawn.next() < 0.3) await this.fund(1 + this.drawn.below(12_000_000))
  }

  async #lease(): Promise<void> {
    const person = this.drawn.pick(this.people) ?? 0
    const want = 1 + this.drawn.below(3)
    const offer = this.drawn.next() < 0.1 ? this.#changeOffer() : this.#offer
    const leases = await this.storage.hot.next({
      ...asks(this.project, person, { ...TRAINING, want, nowMs: this.nowMs }),
      offer,
    })
    for (const lease of leases) this.#held.set(lease.publicId, lease)
    this.#count(leases.length > 0 ? "leased" : "none")
  }

  /** What new leases are offered changes; what is leased keeps its own. */
  #changeOffer(): PayOffer {
    const { priceMicros } = this.#offer
    this.#offer = {
      ...this.#offer,
      priceMicros: priceMicros && Math.max(1, priceMicros + this.drawn.below(2_000) - 1_000),
    }
    return this.#offer
  }

  #anyHeld(): LeaseRow | undefined {
    return this.drawn.pick([...this.#held.values()])
  }

  async #beat({ publicId, personId, fence }: LeaseRow): Promise<void> {
    const ms = this.drawn.below(200) * 1_000
    const slots = [{ slotMs: NOW - (NOW % 900_000), ms }]
    await this.storage.hot.heartbeat({
      publicId,
      personId,
      fence,
      credit: credits(ms, slots),
      nowMs: this.nowMs,
      isLate: true,
    })
  }

  async #send(): Promise<void> {
    const lease = this.#anyHeld()
    if (!lease) return
    await this.#beat(lease)
    const { publicId, personId, fence } = lease
    const sent = answer(`[${publicId}]`)
    const rest = { ontologyVersion: 1, guidelineVersion: 1, regions: 0, nowMs: this.nowMs, isPaid: () => true }
    const isNext = this.drawn.next() < 0.5
    // Each call brings ids of its own, as each of a service does.
    const next = () => (isNext ? { ...asks(this.project, personId, TRAINING), offer: this.#offer } : null)
    const twice = this.drawn.next() < 0.2 ? 2 : 1
    const send = () => this.storage.hot.submit({ publicId, personId, fence, ...sent, ...rest, next: next() })
    const done = await Promise.all(Array.from({ length: twice }, send))
    for (const { leases } of done) for (const one of leases) this.#held.set(one.publicId, one)
    this.#held.delete(publicId)
    this.#count("sent")
  }

  async #skip(): Promise<void> {
    const lease = this.#anyHeld()
    if (!lease || this.drawn.next() < 0.5) return
    await this.#beat(lease)
    const { publicId, personId, fence } = lease
    const skipped = { publicId, personId, fence, reason: "other", note: "", nowMs: this.nowMs, next: null }
    await this.storage.hot.skip({ ...skipped, isPaid: () => true })
    this.#held.delete(publicId)
    this.#count("skipped")
  }

  async #expire(): Promise<void> {
    // A clock that several share goes by itself.
    if (!this.#clock) this.#aheadMs += this.drawn.below(2 * HOUR)
    await this.storage.hot.endExpired(this.nowMs, 100)
  }

  async #close(): Promise<void> {
    const open = await this.storage.db
      .selectFrom("work_session")
      .select(["id", "person_id"])
      .where("project_id", "=", this.project)
      .where("closed_at_ms", "is", null)
      .execute()
    // Two programs at once: each session is closed by one of them.
    const twice = [...open, ...open]
    await Promise.all(
      twice.map(({ id, person_id }) => this.storage.hot.closeSession({ id, personId: person_id, nowMs: this.nowMs })),
    )
    if (this.drawn.next() < 0.5) await stepPay(this.storage.db, this.nowMs)
    this.#count("closed")
  }

  /** Somebody is granted time that was missing of a session, whether it is closed or not. */
  async #claim(): Promise<void> {
    const { db } = this.storage
    const rows = await db
      .selectFrom("work_session")
      .select(["id", "person_id"])
      .where("project_id", "=", this.project)
      .execute()
    const session = this.drawn.pick(rows)
    if (!session) return
    const slots = [{ slotMs: NOW - (NOW % 900_000), ms: (1 + this.drawn.below(100)) * 1_000 }]
    const own = { projectId: this.project, personId: session.person_id, sessionId: session.id, kind: "claim" } as const
    const entered = { ...own, guidelineVersion: null, ticks: null, slots, nowMs: this.nowMs }
    await asPerson(this.storage, session.person_id, (tx) => enterUnleased(tx, entered))
    this.#count("granted")
  }

  /** Somebody reads the guideline or mentors, in a session that may be closed. */
  async #learn(): Promise<void> {
    const { db } = this.storage
    const rows = await db
      .selectFrom("work_session")
      .select(["id", "person_id"])
      .where("project_id", "=", this.project)
      .execute()
    const session = this.drawn.pick(rows)
    if (!session) return
    const kind = this.drawn.next() < 0.7 ? "reading" : "mentoring"
    const slots = [{ slotMs: NOW - (NOW % 900_000), ms: (1 + this.drawn.below(200)) * 1_000 }]
    const own = { projectId: this.project, personId: session.person_id, sessionId: session.id, kind } as const
    const entered = { ...own, guidelineVersion: null, ticks: null, slots, nowMs: this.nowMs }
    await asPerson(this.storage, session.person_id, (tx) => enterUnleased(tx, entered))
    this.#count(kind)
  }

  /** The owner sets apart some of what is free, or lowers the share for learning. */
  async #share(): Promise<void> {
    const of = { projectId: this.project, currency: this.#offer.currency, nowMs: this.nowMs }
    const inside = this.storage.db.transaction()
    if (this.drawn.next() < 0.5) {
      const amountMicros = 1 + this.drawn.below(500_000)
      const moved = () => inside.execute((tx) => stepsIn(tx, setApart({ ...of, moveId: randomUUID(), amountMicros })))
      // Less is free: then nothing moves.
      await moved().catch((error: unknown) => {
        if (!(error instanceof JustesseError && error.code === "project_unfunded")) throw error
      })
      return
    }
    const percent = { before: this.#percent, after: this.drawn.below(this.#percent + 1) }
    const back = { ...of, percent, why: "lowered" } as const
    const freed = await inside.execute((tx) => stepsIn(tx, putBackLearning(back)))
    this.#percent = percent.after
    this.#count(freed > 0 ? "put back" : "nothing to put back")
  }

  /** Somebody works for long on one task, also beyond its time limit. */
  async #goOn(): Promise<void> {
    const lease = this.#anyHeld()
    if (!lease) return
    for (let n = this.drawn.below(4); n > 0; n--) await this.#beat(lease)
    this.#count("worked on")
  }

  /** Somebody judges an answer: sent back, accepted, or a rejection that is proposed, agreed to, appealed and decided. */
  #judge(): Promise<void> {
    const done = this.#judging.then(() => this.#judgeOne())
    this.#judging = done.catch(() => undefined)
    return done
  }

  async #judgeOne(): Promise<void> {
    const rows = await this.storage.db
      .selectFrom("assignment_terms")
      .select(["id", "case_state", "ended_at_ms", "person_id"])
      .where("project_id", "=", this.project)
      .where("state", "=", "submitted")
      .where("judged", "=", 1)
      .where("live", "=", 1)
      .execute()
    const row = this.drawn.pick(rows)
    if (!row) return
    const state: CaseState = row.case_state === null ? beginCase(row.ended_at_ms ?? 0) : JSON.parse(row.case_state)
    const judgement = listDue(state, this.nowMs)[0] ?? this.#drawJudgement(state, row.person_id)
    if (judgement) await this.#append(row.id, state, judgement)
  }

  async #append(id: number, before: CaseState, judgement: Judgement): Promise<void> {
    const after = stepCase(before, judgement)
    const judged = { revision: 1, number: ++this.#judgements, judgement, before, after, nowMs: this.nowMs }
    await this.storage.db.transaction().execute((tx) => stepsIn(tx, payVerdict(id, judged)))
    this.#count(`judged ${judgement.act.kind}`)
  }

  #drawJudgement(state: CaseState, author: number): Judgement | null {
    const by = (id: number) => ({ kind: "person", id }) as const
    const at = { atMs: this.nowMs }
    const metric = { type: "metric", name: "iou", partId: "r", referenceId: "k", value: 0.1, threshold: 0.7 } as const
    const evidence = [metric]
    const propose = { kind: "propose" as const, reason: "geometry_out_of_tolerance" as const, clause: "1.1", evidence }
    switch (state.status) {
      case "submitted":
        return this.drawn.next() < 0.5
          ? { ...at, by: by(901), act: { kind: "accept" } }
          : { ...at, by: by(901), act: propose }
      case "proposed":
        return { ...at, by: by(902), act: { kind: this.drawn.next() < 0.7 ? "concur" : "disagree" } }
      case "rejected":
        return {
          ...at,
          by: by(author),
          act: this.drawn.next() < 0.7 ? { kind: "appeal", text: "", evidence: [] } : { kind: "leave" },
        }
      case "appealed":
        return state.assigned
          ? {
              ...at,
              by: by(903),
              act: {
                kind: "answer",
                answer: this.drawn.pick(["first", "second", "both"] as const) ?? "both",
                clause: "1.1",
                text: "so",
              },
            }
          : { ...at, by: { kind: "rule" }, act: { kind: "assign", adjudicatorId: 903, authorIsFirst: true } }
      default:
        return null
    }
  }

  /** Everybody goes home, there is money for all that is owed, and so much time passes that nothing is open any more. */
  async finish(): Promise<void> {
    await this.fund(1e12)
    for (let n = 0; n < 3; n++) {
      this.#aheadMs += 40 * 24 * HOUR
      await this.storage.hot.endExpired(this.nowMs, 1_000)
      await this.#close()
      while ((await this.#judgeDue()) > 0);
      await stepPay(this.storage.db, this.nowMs)
    }
  }

  /** What silence makes of cases that were begun. */
  async #judgeDue(): Promise<number> {
    const rows = await this.storage.db
      .selectFrom("assignment_terms")
      .select(["id", "case_state"])
      .where("project_id", "=", this.project)
      .where("case_state", "is not", null)
      .execute()
    let judged = 0
    for (const { id, case_state } of rows) {
      const state: CaseState = JSON.parse(case_state ?? "")
      const judgement =
        listDue(state, this.nowMs)[0] ??
        (state.status === "appealed" && !state.assigned ? this.#drawJudgement(state, 0) : null)
      if (!judgement) continue
      await this.#append(id, state, judgement)
      judged++
    }
    return judged
  }

  /** What does not hold of what must; `isOver`: after {@link finish}. */
  async problems(isOver: boolean): Promise<string[]> {
    const found = (await checkLedger(this.storage)).problems
    // Without money a session waits for what is missing to its floor.
    const ledger = found.filter(({ what }) => isOver || what !== "under_floor").map(({ what, at }) => `${what} ${at}`)
    return [...ledger, ...(await findPayProblems(this.storage.db, this.project, isOver))]
  }
}
