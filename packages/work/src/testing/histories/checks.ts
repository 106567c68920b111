import type { Account } from "../../ledger/accounts.ts"
import type { Micros } from "../../ledger/money.ts"
import type { Transaction } from "../../ledger/transaction.ts"
import { countTruth } from "./trace.ts"
import { AUTHORS, type Lease, QUICK_HASH, type Session, type World } from "./world.ts"

/** Everything that came on an account (`+`) or left it (`-`), of all kinds or of one. */
type SumOf = (account: string, sign: "+" | "-", kind?: string) => number

/** What a checker reads of a history: whoever keeps these, in memory or in a database, can be checked. */
type HistoryTables = Pick<World, "balances" | "free" | "leases" | "report" | "rules" | "sessions" | "transactions">

/**
 * What must hold of time and money after every act, and at the end. Told once more and otherwise: sums over all entries, whole numbers, the true work of people; no figure of the rules is trusted.
 */
export class Checker {
  readonly #world: HistoryTables
  readonly #balances = new Map<Account, Micros>()
  readonly #keys = new Set<string>()
  readonly #worth = new Map<string, number>()
  readonly #learned = new Map<string, number>()
  #donated = 0
  #read = 0

  constructor(world: HistoryTables) {
    this.#world = world
  }

  /** Looks at everything that can have changed with an act. */
  afterAct(): void {
    this.#readTransactions()
    for (const lease of this.#world.leases) this.#checkReserve(lease)
    for (const session of this.#world.sessions) this.#checkSession(session)
    for (const personId of AUTHORS) this.#checkExposure(personId)
  }

  #readTransactions(): void {
    const { transactions } = this.#world
    for (; this.#read < transactions.length; this.#read++) {
      const transaction = transactions[this.#read]
      if (!transaction) return
      const { key, kind, entries } = transaction
      if (this.#keys.has(key)) this.#world.report("LED-5", `${key} is there twice`)
      this.#keys.add(key)
      let sum = 0
      for (const { account, amountMicros } of entries) {
        sum += amountMicros
        const after = (this.#balances.get(account) ?? 0) + amountMicros
        this.#balances.set(account, after)
        const isOutside = account.startsWith("external_")
        if (after < 0 && !isOutside) this.#world.report("LED-2", `${account} has ${after} after ${key}`)
        const isOwn = kind === "payout" || kind === "donation"
        if (amountMicros < 0 && account.startsWith("worker_payable") && !isOwn)
          this.#world.report("LED-6", `${kind} takes ${amountMicros} from ${account}`)
      }
      if (sum !== 0) this.#world.report("LED-1", `${key} adds up to ${sum}`)
      this.#readFund(transaction)
    }
  }

  /** What goes to the fund for learning, and out of it: what people gave is nobody's to free. */
  #readFund({ key, kind, entries }: Transaction): void {
    const of = (kindOf: string) => entries.find(({ account }) => account.startsWith(kindOf))?.amountMicros ?? 0
    const change = of("learning_fund")
    if (kind === "donation") this.#donated += change
    if (kind === "learn") {
      const session = key.split(":")[1] ?? ""
      this.#learned.set(session, (this.#learned.get(session) ?? 0) - change)
    }
    const left = [...this.#balances].find(([account]) => account.startsWith("learning_fund"))?.[1] ?? 0
    if (kind === "put_back" && left < Math.min(left - change, this.#donated))
      this.#world.report("LED-6", `${key} frees what was given for learning`)
  }

  #checkReserve(lease: Lease): void {
    const { terms, state } = lease
    const balance = this.#balances.get(`assignment_reserve:${lease.id}`) ?? 0
    const perCap = ceil(terms.floorMicrosPerHour * terms.capSeconds)
    const work = Math.max(terms.priceMicros, perCap)
    const whole = work + terms.bonusMicros + terms.reviewMicros
    if (state === "leased" && (balance < lease.leastMicros || balance > whole))
      this.#world.report("LED-3", `${lease.id} is in hand with ${balance} of ${whole}`)
    const status = lease.case?.status ?? "none"
    const isOpen = ["submitted", "returned", "proposed", "rejected", "appealed"].includes(status)
    if (isOpen && balance < terms.bonusMicros && !lease.isShort)
      this.#world.report("LED-3", `${lease.id} is ${status} with ${balance}, its bonus is ${terms.bonusMicros}`)
    if (status === "rejected" && lease.case) {
      const view = this.#world.rules.decisions.showAuthor(lease.case)
      const { reason, clause, evidence } = view.proposal ?? {}
      if (!reason || !clause || !evidence?.length || !view.acts.includes("appeal"))
        this.#world.report("ACC-7", `${lease.id} is rejected, and its author does not see why`)
    }
  }

  #checkSession(session: Session): void {
    const worth = worthOf(session)
    if (worth < (this.#worth.get(session.id) ?? 0))
      this.#world.report("PAY-2", `${session.id} is worth less than before`)
    this.#worth.set(session.id, worth)
    const learned = this.#learned.get(session.id) ?? 0
    if (learned > mostLearnt(session))
      this.#world.report("COA-3", `the fund for learning paid ${learned} of ${mostLearnt(session)} for ${session.id}`)
    if (!session.isClosed) return
    const paid = session.paidMicros + session.owedMicros
    if (paid < worth) this.#world.report("PAY-1", `${session.id} is paid ${paid} of ${worth}`)
    if (session.owedMicros > 0 && this.#world.free() > 0)
      this.#world.report("PAY-1", `${session.id} waits though money is there`)
  }

  #checkExposure(personId: number): void {
    let [undecided, decided] = [0, 0]
    for (const lease of this.#world.leases) {
      if (lease.personId !== personId) continue
      // What a task took beyond its time limit is paid, and bounds nothing.
      const paid = Math.min(lease.activeSeconds, lease.terms.capSeconds)
      if (lease.state === "leased") undecided += paid
      const isDecided = lease.judgements.some(({ act }) => DECIDING.has(act.kind))
      if (isDecided) decided++
      else if (lease.case && !lease.isTooLate) undecided += Math.min(paid, lease.exposedSeconds)
    }
    const limit = decided === 0 ? 1_200 : decided < 5 ? 3_600 : decided < 20 ? 14_400 : Number.POSITIVE_INFINITY
    if (undecided > limit) this.#world.report("ACC-8", `${undecided} s of ${personId} are undecided, ${limit} may be`)
  }

  /** Looks at everything once nothing is open any more. */
  atEnd(): void {
    const world = this.#world
    const sums = new Map<string, number>()
    for (const { kind, entries } of world.transactions)
      for (const { account, amountMicros } of entries) {
        const name = `${account} ${amountMicros > 0 ? "+" : "-"}`
        sums.set(name, (sums.get(name) ?? 0) + amountMicros)
        sums.set(`${name}${kind}`, (sums.get(`${name}${kind}`) ?? 0) + amountMicros)
      }
    const sumOf: SumOf = (account, sign, kind = "") => sums.get(`${account} ${sign}${kind}`) ?? 0
    for (const lease of world.leases) this.#checkEnded(lease, sumOf)
    for (const session of world.sessions) {
      if (!session.isClosed) world.report("ACC-4", `${session.id} is never closed`)
      if (session.owedMicros > 0) world.report("PAY-1", `${session.id} is owed ${session.owedMicros}`)
      if (session.paidMicros !== worthOf(session))
        world.report("PAY-1", `${session.id} is paid ${session.paidMicros}, worth ${worthOf(session)}`)
    }
    for (const personId of AUTHORS) {
      const own = world.sessions.filter((session) => session.personId === personId)
      const worth = own.reduce((sum, session) => sum + worthOf(session), 0)
      const payable = `worker_payable:${personId}`
      const credits = sumOf(payable, "+") - sumOf(payable, "+", "payout_failed")
      const other = ["bonus", "compensation", "review_time"].reduce((sum, kind) => sum + sumOf(payable, "+", kind), 0)
      const { closingMicros } = world.rules.pay.makeStatement(world.transactions, personId, 0, Number.POSITIVE_INFINITY)
      if (closingMicros !== (this.#balances.get(`worker_payable:${personId}`) ?? 0))
        world.report("PAY-5", `the statement of ${personId} closes with ${closingMicros}`)
      if (credits - other !== worth) world.report("PAY-5", `${personId} got ${credits - other} for ${worth}`)
    }
    for (const kind of ["assignment_reserve", "session_tranche", "session_allowance"])
      for (const [account, balance] of this.#balances)
        if (account.startsWith(kind) && balance !== 0) world.report("LED-4", `${balance} is left on ${account}`)
    for (const [account, balance] of this.#balances)
      if ((world.balances.get(account) ?? 0) !== balance) world.report("LED-8", `${account} is kept otherwise`)
    const total = [...this.#balances.values()].reduce((sum, balance) => sum + balance, 0)
    if (total !== 0) world.report("LED-1", `everything adds up to ${total}`)
  }

  #checkEnded(lease: Lease, sumOf: SumOf): void {
    const world = this.#world
    const { id, terms, truth, activeSeconds, judgements } = lease
    if (JSON.stringify(terms) !== lease.promised) world.report("PAY-4", `${id} has other terms than it was leased with`)
    if (
      terms.mode === "piece" &&
      lease.state === "submitted" &&
      lease.accruedMicros !== JSON.parse(lease.promised).priceMicros
    )
      world.report("PAY-4", `${id} accrued ${lease.accruedMicros}`)
    const counted = countTruth(truth, 60, 15)
    if (counted !== activeSeconds) world.report("PAY-3", `${id} worked ${counted} s, and ${activeSeconds} s count`)
    const account = `assignment_reserve:${id}`
    const reserved = sumOf(account, "+")
    if (reserved !== lease.reservedMicros) world.report("LED-4", `${id} had ${reserved} of ${lease.reservedMicros}`)
    if (!lease.case) return
    const isGood = ["accepted", "auto_accepted", "overturned", "withdrawn"].includes(lease.case.status)
    if (!isGood && lease.case.status !== "stands") world.report("ACC-4", `${id} is ${lease.case.status} for ever`)
    const bonus = world.transactions
      .filter(({ key, kind }) => kind === "bonus" && key.startsWith(`bonus:${id}:`))
      .flatMap(({ entries }) => entries)
      .reduce((sum, one) => (one.account === `worker_payable:${lease.personId}` ? sum + one.amountMicros : sum), 0)
    if (bonus !== (isGood ? terms.bonusMicros : 0))
      world.report("APP-3", `${id} ended ${lease.case.status} with a bonus of ${bonus}`)
    const won = sumOf(account, "-", "compensation")
    const minutes = lease.case.status === "overturned" ? -ceil(terms.floorMicrosPerHour * 600) : 0
    if (won !== minutes) world.report("APP-3", `${id} ended ${lease.case.status} with ${won} for its appeal`)
    const again = world.rules.decisions.projectCase(judgements)
    if (JSON.stringify(again) !== JSON.stringify(lease.case)) world.report("APP-3", `the rows of ${id} say otherwise`)
  }

  /** The balances as they follow from the entries that were read. */
  get balances(): ReadonlyMap<Account, Micros> {
    return this.#balances
  }
}

/** What a session's time and answers are worth, as an exact number of micro-units. */
function worthOf({
  floorMicros,
  unleasedSeconds,
  leases,
}: Pick<Session, "floorMicros" | "unleasedSeconds" | "leases">): number {
  let [time, accrued] = [floorMicros * unleasedSeconds, 0]
  for (const { terms, activeSeconds, accruedMicros } of leases) {
    time += terms.floorMicrosPerHour * activeSeconds
    accrued += accruedMicros
  }
  return Math.max(accrued, ceil(time))
}

/** What a session is worth beyond the same one in which nothing was learnt. */
export function learningWorthOf(session: Session): number {
  const { floorMicros, unleasedSeconds, readSeconds, leases } = session
  const rest = leases.filter(({ isLearning }) => !isLearning)
  return worthOf(session) - worthOf({ floorMicros, unleasedSeconds: unleasedSeconds - readSeconds, leases: rest })
}

/** The most that learning can have cost in a session: each second of it at its floor, and a micro-unit for rounding. */
function mostLearnt({ floorMicros, readSeconds, leases }: Session): number {
  const learnt = leases.filter(({ isLearning }) => isLearning)
  return worthOf({ floorMicros, unleasedSeconds: readSeconds, leases: learnt }) + 1
}

/** Judgements that tell a person something final about an answer, whatever comes later. */
const DECIDING: ReadonlySet<string> = new Set(["accept", "concur", "disagree", "withdraw"])

/** A sum of micro-units times seconds, by the hour, rounded up. @throws RangeError where a double would round it before */
function ceil(microSeconds: number): number {
  if (!Number.isSafeInteger(microSeconds)) throw new RangeError(`TOO_MUCH_TO_CHECK: ${microSeconds}`)
  return Math.ceil(microSeconds / 3_600)
}

/** Seals and audits a ledger, and changes one sign of it: the first must find nothing, the second must be found (LED-8). */
export function checkLedger(world: World, balances: ReadonlyMap<Account, Micros>): void {
  const { ledger } = world.rules
  seal(world)
  const audited = ledger.beginAudit()
  for (const transaction of world.transactions) ledger.auditNext(audited, transaction, QUICK_HASH)
  ledger.auditBalances(audited, world.balances)
  ledger.auditBalances(audited, balances)
  for (const { what, at } of audited.problems) world.report("LED-8", `${what} at ${at}`)
  const rows = world.transactions
  const kept = { state: world.chain, seals: world.seals, rows }
  const broken = ledger.findBrokenSeal(kept, QUICK_HASH)
  if (broken) world.report("LED-8", `the chain is broken: ${JSON.stringify(broken)}`)
  const changed = world.dice.pick(rows)
  if (!changed) return
  const [first, ...others] = changed.entries
  if (!first) return
  const entries = [{ ...first, amountMicros: first.amountMicros + 1 }, ...others]
  const hashed = { ...changed, entries }
  // Whoever changes a row changes its hash with it: the chain still holds the one of before.
  const forged = { ...hashed, entriesHash: ledger.hashEntries(hashed, QUICK_HASH) }
  const withForged = { ...kept, rows: rows.map((row) => (row === changed ? forged : row)) }
  if (ledger.findBrokenSeal(withForged, QUICK_HASH) === null)
    world.report("LED-8", `${changed.key} was changed unnoticed`)
  const clumsy = ledger.beginAudit()
  ledger.auditNext(clumsy, { ...hashed, entriesHash: changed.entriesHash }, QUICK_HASH)
  if (!clumsy.problems.some(({ what }) => what === "changed"))
    world.report("LED-8", "a changed amount has its old hash")
}

/** Seals what was stored since the last seal. */
export function seal(world: World): void {
  const batch = world.transactions.slice(world.sealed)
  const sealed = world.rules.ledger.sealTransactions(world.chain, batch, world.nowMs, QUICK_HASH)
  world.sealed = world.transactions.length
  if (!sealed) return
  world.chain = sealed.state
  world.seals.push(sealed.seal)
}
