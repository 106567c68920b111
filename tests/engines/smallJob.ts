import type { Storage } from "@justesse/db"
import type { LeaseRow } from "@justesse/db/hot/operations"
import { post, toPosting } from "@justesse/db/ledger/post"
import { findBalance } from "@justesse/db/ledger/read"
import { stepsIn } from "@justesse/db/ledger/steps"
import { countAnswersLeft } from "@justesse/db/pay/budget"
import { findUnfunded } from "@justesse/db/pay/status"
import { listUnderFloor } from "@justesse/db/pay/underFloor"
import { payVerdict } from "@justesse/db/pay/verdicts"
import { type Dice, dice } from "@justesse/db/testing/dice"
import { addPeople, addProject, answer, asks, credits, NOW } from "@justesse/db/testing/seed"
import { asPerson, enterUnleased } from "@justesse/db/work/unleased"
import { capSeconds } from "@justesse/work/clock/cap"
import { beginCase, stepCase } from "@justesse/work/decisions/machine"
import { accountOf } from "@justesse/work/ledger/accounts"
import { forecastBudget } from "@justesse/work/pay/budget"
import { type PayOffer, termsOf } from "@justesse/work/pay/offer"
import { quote } from "@justesse/work/pay/quote"
import { sessionMicros } from "@justesse/work/pay/reserve"
import { timeMicros } from "@justesse/work/pay/terms"
import { sql } from "kysely"

/** What became of one small paid job that was funded with the sum that Budget names. */
export interface SmallJobReport {
  readonly seed: number
  readonly people: number
  readonly answers: number
  readonly fundedMicros: number
  readonly paidMicros: number
  /** Requests for a task that were refused for want of money. */
  readonly refused: number
  /** Answers that nobody gave though people were there. */
  readonly stopped: number
  /** Closed sessions under their floor, at whatever moment somebody looked. */
  readonly under: number
  /** What all accounts of the job add up to: nothing. */
  readonly sum: number
}

const IDLE = 31 * 60_000
let judgements = 0

/** About 1, mostly between a half and 2; now and then much more. */
const spread = (drawn: Dice) => Math.exp((drawn.next() + drawn.next() + drawn.next() - 1.5) * 0.8)

/** A job as an owner begins it: five items of their own, a quote from them, and a deposit of what Budget names for so many at once. */
class SmallJob {
  readonly #storage: Storage
  readonly #drawn: Dice
  #project = 0
  #people: number[] = []
  #offer: PayOffer
  readonly #meanSeconds: number
  readonly #readingSeconds: number
  #nowMs = NOW
  readonly #speeds = new Map<number, number>()

  constructor(storage: Storage, seed: number) {
    ;[this.#storage, this.#drawn] = [storage, dice(seed)]
    const drawn = this.#drawn
    this.#meanSeconds = 3 + 60 * drawn.next() ** 2
    this.#readingSeconds = drawn.below(200)
    const floor = 8_000_000 + drawn.below(12) * 1_000_000
    const own = Array.from({ length: 5 }, () => Math.max(1, Math.round(this.#meanSeconds * spread(drawn))))
    const quoted = quote(own, [], floor, () => drawn.next())
    if (!quoted) throw new Error("Five items make a quote.")
    const bonusMicros = drawn.next() < 0.3 ? 0 : Math.ceil(quoted.quotedMicros * 0.15)
    const isPiece = drawn.next() < 0.2
    this.#offer = {
      ...{ currency: "EUR", bonusMicros, floorMicrosPerHour: floor, reviewMicros: 0 },
      priceMicros: isPiece ? timeMicros(floor, Math.max(1, Math.floor(quoted.medianSeconds * 0.8))) : null,
      ...{ quotedMicros: quoted.quotedMicros, capSeconds: capSeconds(Math.max(...own)) },
    }
    this.quoted = quoted
  }

  readonly quoted: NonNullable<ReturnType<typeof quote>>

  async play(seed: number): Promise<SmallJobReport> {
    const drawn = this.#drawn
    const atOnce = 1 + drawn.below(40)
    const overlap = 1 + drawn.below(Math.min(3, atOnce))
    this.#people = await addPeople(this.#storage, atOnce + 1)
    const [owner = 0, ...workers] = this.#people
    this.#project = await addProject(this.#storage, owner, 1 + drawn.below(20), overlap)
    const { left } = await countAnswersLeft(this.#storage.db, this.#project, 0)
    const fundedMicros = await this.#fund(left, atOnce)
    let [refused, under] = [0, 0]
    const held = new Map<number, LeaseRow>()
    const waiting = new Set(workers)
    for (const person of workers) {
      // Whoever is slower than the owner is mostly so by half: what a quote from the owner's own items expects.
      this.#speeds.set(person, 1.2 * spread(drawn))
    }
    while (waiting.size > 0) {
      const person = drawn.pick([...waiting]) ?? 0
      this.#nowMs += drawn.below(20_000)
      const lease = held.get(person)
      const next = lease ? await this.#send(lease) : await this.#begin(person)
      held.delete(person)
      if (next) held.set(person, next)
      else {
        if ((await findUnfunded(this.#storage.db, this.#project)) !== null) refused++
        waiting.delete(person)
      }
      if (drawn.next() < 0.03) {
        await this.#close(this.#nowMs)
        under += await this.#countUnder()
      }
    }
    this.#nowMs += IDLE
    await this.#close(this.#nowMs)
    under += await this.#countUnder()
    const { left: stopped } = await countAnswersLeft(this.#storage.db, this.#project, 0)
    return { seed, people: atOnce, answers: left, fundedMicros, ...(await this.#sums()), refused, stopped, under }
  }

  /** Deposits what Budget names. */
  async #fund(answersLeft: number, people: number): Promise<number> {
    const { bonusMicros, capSeconds: cap, floorMicrosPerHour: floor } = this.#offer
    const { atOnceMicros } = forecastBudget(
      {
        ...{ freeMicros: 0, reservedMicros: 0, answersLeft, answersPerDay: 0, people, besideMicros: bonusMicros },
        sessionMicros: sessionMicros(termsOf(this.#offer, { isJudged: true, capSeconds: cap })),
        readingMicros: timeMicros(floor, this.#readingSeconds),
      },
      this.quoted,
      floor,
    )
    const ref = `fund:${this.#project}`
    const about = { key: ref, kind: "fund", currency: "EUR", projectId: this.#project, ref, atMs: NOW } as const
    const move = { from: accountOf("external_in", this.#project), to: accountOf("project_free", this.#project) }
    const posting = toPosting(about, [{ ...move, amountMicros: atOnceMicros }])
    await this.#storage.db.transaction().execute(async (tx) => posting && post(tx, posting))
    return atOnceMicros
  }

  /** Somebody takes their first task, and reads the guideline. */
  async #begin(person: number): Promise<LeaseRow | undefined> {
    const [lease] = await this.#storage.hot.next({
      ...asks(this.#project, person, { nowMs: this.#nowMs }),
      offer: this.#offer,
    })
    const ms = 1_000 * this.#drawn.below(this.#readingSeconds + 1)
    const session = lease && (await this.#sessionOf(person))
    if (!session || ms === 0) return lease
    const slots = [{ slotMs: NOW - (NOW % 900_000), ms }]
    const own = { projectId: this.#project, personId: person, sessionId: session, kind: "reading" } as const
    const entered = { ...own, guidelineVersion: 1, ticks: null, slots, nowMs: this.#nowMs }
    await asPerson(this.#storage, person, (tx) => enterUnleased(tx, entered))
    return lease
  }

  async #sessionOf(person: number): Promise<number | undefined> {
    const row = await this.#storage.db
      .selectFrom("work_session")
      .select("id")
      .where("project_id", "=", this.#project)
      .where("person_id", "=", person)
      .where("closed_at_ms", "is", null)
      .executeTakeFirst()
    return row?.id
  }

  /** Somebody works on a task and sends it, or gives it back; the next one comes with it. */
  async #send({ publicId, personId, fence }: LeaseRow): Promise<LeaseRow | undefined> {
    const { hot } = this.#storage
    const drawn = this.#drawn
    const seconds = Math.max(1, Math.round(this.#meanSeconds * (this.#speeds.get(personId) ?? 1) * spread(drawn)))
    this.#nowMs += seconds * 1_000
    const slots = [{ slotMs: NOW - (NOW % 900_000), ms: seconds * 1_000 }]
    const of = { publicId, personId, fence, nowMs: this.#nowMs }
    await hot.heartbeat({ ...of, credit: credits(seconds * 1_000, slots), isLate: true })
    const next = { ...asks(this.#project, personId, { nowMs: this.#nowMs }), offer: this.#offer }
    if (drawn.next() < 0.04) {
      const skipped = { ...of, reason: "other", note: "", next, isPaid: () => true }
      return (await hot.skip(skipped))[0]
    }
    const rest = { ontologyVersion: 1, guidelineVersion: 1, regions: 0, next, isPaid: () => true }
    const { leases } = await hot.submit({ ...of, ...answer(`[${publicId}]`), ...rest })
    if (drawn.next() < 0.5) await this.#accept(personId)
    return leases[0]
  }

  /** A reviewer accepts what somebody sent: their bonus is paid, and they may have more that is undecided. */
  async #accept(person: number): Promise<void> {
    const { db } = this.#storage
    const rows = await db
      .selectFrom("assignment_terms")
      .select(["id", "ended_at_ms"])
      .where("project_id", "=", this.#project)
      .where("person_id", "=", person)
      .where("state", "=", "submitted")
      .where("judged", "=", 1)
      .where("case_state", "is", null)
      .execute()
    for (const { id, ended_at_ms } of rows) {
      const before = beginCase(ended_at_ms ?? 0)
      const judgement = { atMs: this.#nowMs, by: { kind: "person", id: 1 }, act: { kind: "accept" } } as const
      const judged = { revision: 1, number: ++judgements, judgement, before, after: stepCase(before, judgement) }
      await db.transaction().execute((tx) => stepsIn(tx, payVerdict(id, { ...judged, nowMs: this.#nowMs })))
    }
  }

  async #close(nowMs: number): Promise<void> {
    const { db, hot } = this.#storage
    const open = db.selectFrom("work_session").select(["id", "person_id"]).where("project_id", "=", this.#project)
    for (const { id, person_id } of await open.where("closed_at_ms", "is", null).execute())
      await hot.closeSession({ id, personId: person_id, nowMs })
  }

  async #countUnder(): Promise<number> {
    return (await listUnderFloor(this.#storage.db, this.#project)).length
  }

  async #sums(): Promise<Pick<SmallJobReport, "paidMicros" | "sum">> {
    const { db } = this.#storage
    const { rows } = await sql<{ paid: number; sum: number }>`select
      (select coalesce(sum(e.amount_micros), 0) from ledger_tx t join ledger_entry e on e.tx_id = t.id
        where t.project_id = ${this.#project}) as sum,
      (select coalesce(sum(e.amount_micros), 0) from ledger_tx t join ledger_entry e on e.tx_id = t.id
        join ledger_account a on a.id = e.account_id
        where t.project_id = ${this.#project} and a.kind = 'worker_payable') as paid`.execute(db)
    const free = await findBalance(db, "project_free", this.#project, "EUR")
    if (free < 0) throw new Error("Less than nothing is free.")
    return { paidMicros: Number(rows[0]?.paid ?? 0), sum: Number(rows[0]?.sum ?? 0) }
  }
}

/** Plays one random small paid job to its end. */
export function playSmallJob(storage: Storage, seed: number): Promise<SmallJobReport> {
  return new SmallJob(storage, seed).play(seed)
}

/** What of a job is not as Budget promised; empty: everything held. */
export function faultsOf({ seed, refused, stopped, under, sum, ...rest }: SmallJobReport): string[] {
  const found = { refused, stopped, under, sum }
  return Object.entries(found).flatMap(([what, n]) =>
    n === 0 ? [] : [`seed ${seed}: ${what} ${n} (${JSON.stringify(rest)})`],
  )
}
