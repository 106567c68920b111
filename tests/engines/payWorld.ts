import { randomUUID } from "node:crypto"
import type { Storage } from "@justesse/db"
import type { LeaseRow } from "@justesse/db/hot/operations"
import { post, toPosting } from "@justesse/db/ledger/post"
import { askRows, stepsIn } from "@justesse/db/ledger/steps"
import { checkLedger } from "@justesse/db/ledger/verify"
import { ONE_TERMS, type TermsRow, toTerms } from "@justesse/db/pay/rows"
import { payOwed, stepPay } from "@justesse/db/pay/step"
import { payVerdict } from "@justesse/db/pay/verdicts"
import type { Dice } from "@justesse/db/testing/dice"
import { answer, asks, credits, NOW } from "@justesse/db/testing/seed"
import { JustesseError } from "@justesse/types"
import { listDue } from "@justesse/work/decisions/deadlines"
import type { CaseState, Judgement } from "@justesse/work/decisions/judgement"
import { beginCase, stepCase } from "@justesse/work/decisions/machine"
import { accountOf } from "@justesse/work/ledger/accounts"
import { shareUp } from "@justesse/work/ledger/money"
import type { PayOffer } from "@justesse/work/pay/offer"

const HOUR = 3_600_000

/** One project that pays, and whoever works in it, through the hot path of a real database. */
export class PayWorld {
  nowMs = NOW
  readonly storage: Storage
  readonly project: number
  readonly people: readonly number[]
  readonly drawn: Dice
  readonly done: Record<string, number> = {}
  #offer: PayOffer
  readonly #held = new Map<string, LeaseRow>()
  readonly #judgements = new Map<number, { number: number; state: CaseState }>()

  constructor(storage: Storage, project: number, people: readonly number[], drawn: Dice) {
    ;[this.storage, this.project, this.people, this.drawn] = [storage, project, people, drawn]
    const floor = 1_000_000 + drawn.below(30_000_000)
    this.#offer = {
      currency: drawn.pick(["EUR", "JPY", "TND", "XOF"] as const) ?? "EUR",
      ...{ priceMicros: drawn.next() < 0.2 ? null : shareUp(floor, 10 + drawn.below(200), 3_600) },
      ...{ bonusMicros: 1 + drawn.below(9_000), floorMicrosPerHour: floor, capSeconds: 120, reviewMicros: 0 },
    }
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
      this.#expire,
      this.#close,
    ]
    const act = this.drawn.pick(acts)
    try {
      await act?.call(this)
    } catch (error) {
      if (!(error instanceof JustesseError)) throw error
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
    const move = {
      from: accountOf("external_in", this.project),
      to: accountOf("project_free", this.project),
      amountMicros,
    }
    const posting = toPosting(about, [move])
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
    const leases = await this.storage.hot.next({ ...asks(this.project, person, { want, nowMs: this.nowMs }), offer })
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
    const next = this.drawn.next() < 0.5 ? { ...asks(this.project, personId), offer: this.#offer } : null
    const twice = this.drawn.next() < 0.2 ? 2 : 1
    const send = () => this.storage.hot.submit({ publicId, personId, fence, ...sent, ...rest, next })
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
    this.nowMs += this.drawn.below(2 * HOUR)
    await this.storage.hot.endExpired(this.nowMs, 100)
  }

  async #close(): Promise<void> {
    const open = await this.storage.db
      .selectFrom("work_session")
      .select(["id", "person_id"])
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

  /** Somebody judges an answer: sent back, accepted, or a rejection that is proposed, agreed to, appealed and decided. */
  async #judge(): Promise<void> {
    const rows = await this.storage.db
      .selectFrom("assignment_terms")
      .select("id")
      .where("state", "=", "submitted")
      .where("judged", "=", 1)
      .execute()
    const id = this.drawn.pick(rows)?.id
    if (id === undefined) return
    const [row] = await stepsIn(this.storage.db, askRows<TermsRow>(ONE_TERMS, id))
    if (!row || (row.case_state === null && row.decided === 1)) return
    const known = this.#judgements.get(id) ?? { number: 1, state: beginCase(row.ended_at_ms ?? 0) }
    const state: CaseState = row.case_state === null ? known.state : JSON.parse(row.case_state)
    const judgement = listDue(state, this.nowMs)[0] ?? this.#drawJudgement(state, row.person_id)
    if (!judgement) return
    const after = stepCase(state, judgement)
    const number = known.number + 1
    const judged = { number, judgement, before: state, after, nowMs: this.nowMs }
    await this.storage.db.transaction().execute((tx) => stepsIn(tx, payVerdict(id, judged)))
    this.#judgements.set(id, { number, state: after })
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
      this.nowMs += 40 * 24 * HOUR
      await this.storage.hot.endExpired(this.nowMs, 1_000)
      await this.#close()
      for (let m = 0; m < 60; m++) await this.#judgeDue()
      await stepPay(this.storage.db, this.nowMs)
    }
  }

  /** What silence makes of cases that were begun. */
  async #judgeDue(): Promise<void> {
    for (const [id, { number, state }] of this.#judgements) {
      const judgement =
        listDue(state, this.nowMs)[0] ??
        (state.status === "appealed" && !state.assigned ? this.#drawJudgement(state, 0) : null)
      if (!judgement) continue
      const after = stepCase(state, judgement)
      const judged = { number: number + 1, judgement, before: state, after, nowMs: this.nowMs }
      await this.storage.db.transaction().execute((tx) => stepsIn(tx, payVerdict(id, judged)))
      this.#judgements.set(id, { number: number + 1, state: after })
    }
  }

  /** What must hold at any moment: the ledger is whole, no closed session is under its floor, and leases in hand are reserved. */
  async problems(isOver: boolean): Promise<string[]> {
    const { db } = this.storage
    const found = (await checkLedger(this.storage)).problems.map(({ what, at }) => `${what} ${at}`)
    const ids = await db.selectFrom("assignment_terms").select("id").orderBy("id").execute()
    const rows = (await Promise.all(ids.map(({ id }) => stepsIn(db, askRows<TermsRow>(ONE_TERMS, id))))).flat()
    const sessions = await db.selectFrom("session_pay").selectAll().execute()
    for (const session of sessions) {
      const own = rows.filter((row) => row.session_id === session.session_id)
      const seconds = own.map((row) => {
        const active = Math.ceil(Math.max(0, (row.until_ms ?? row.assignment_active_ms) - row.base_ms) / 1_000)
        return Math.min(active, row.cap_seconds) * row.floor_micros
      })
      const floor = shareUp(
        seconds.reduce((sum, one) => sum + one, 0),
        1,
        3_600,
      )
      const accrued = own.reduce((sum, row) => sum + row.accrued_micros, 0)
      const paid =
        own.reduce((sum, row) => sum + row.drawn_micros, 0) + session.allowance_drawn_micros + session.free_paid_micros
      if (session.closed === 1 && paid + session.owed_micros < Math.max(accrued, floor))
        found.push(`PAY-1 session ${session.session_id} has ${paid} of ${Math.max(accrued, floor)}`)
      if (isOver && (session.closed !== 1 || session.owed_micros > 0))
        found.push(`session ${session.session_id} is open`)
    }
    for (const row of rows) {
      const terms = toTerms(row)
      const whole =
        Math.max(terms.priceMicros, shareUp(terms.floorMicrosPerHour, terms.capSeconds, 3_600)) + terms.bonusMicros
      const reserve = row.reserve_micros ?? 0
      if (row.state === "leased" && reserve !== whole) found.push(`LED-3 lease ${row.id} has ${reserve} of ${whole}`)
      if (isOver && reserve !== 0)
        found.push(`LED-4 ${reserve} left of lease ${row.id}, ${row.state} ${row.case_state ?? ""}`)
    }
    if (!isOver) return found
    const left = await db
      .selectFrom("ledger_account")
      .selectAll()
      .where("kind", "in", ["session_tranche", "session_allowance"])
      .where("balance_micros", ">", 0)
      .execute()
    found.push(...left.map(({ kind, owner }) => `LED-4 something is left on ${kind} ${owner}`))
    return found
  }
}
