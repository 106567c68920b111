import type { Currency, HeartbeatBatch } from "@justesse/types"
import type { Adjudicator } from "../../appeals/adjudicators.ts"
import type { ChainHash, ChainState, Seal } from "../../chain.ts"
import type { ActiveTimeState } from "../../clock/activeTime.ts"
import type { CaseState, Judgement } from "../../decisions/judgement.ts"
import type { CaseFacts, Judge } from "../../decisions/refusal.ts"
import { type Account, type AccountKind, accountOf } from "../../ledger/accounts.ts"
import type { StoredTransaction } from "../../ledger/audit.ts"
import type { Micros } from "../../ledger/money.ts"
import type { Move, Transaction, TransactionKind } from "../../ledger/transaction.ts"
import type { HeldAssignment } from "../../pay/holds.ts"
import type { PayoutState } from "../../pay/takeOut.ts"
import type { LeaseTerms } from "../../pay/terms.ts"
import type { JudgedPay } from "../../pay/verdicts.ts"
import type { WorkRules } from "../../rules.ts"
import type { Dice } from "./dice.ts"
import type { Stretch } from "./trace.ts"

/** A batch of seconds on its way: it may come late, twice, or never on time. */
export interface Delivery {
  readonly lease: Lease
  readonly stretch: Stretch
  readonly seq: number
  readonly tab: string
}

/** One assignment of a history, with what is known of it by everybody and what is true. */
export interface Lease {
  readonly id: string
  readonly personId: number
  readonly session: Session
  readonly terms: LeaseTerms
  /** The terms as they were promised, as a text: they are compared with it (PAY-4). */
  readonly promised: string
  readonly guidelineVersion: number
  readonly clauses: ReadonlySet<string>
  readonly leasedAtMs: number
  readonly openedSecond: number
  /** The lease whose answer is repaired under this one. */
  readonly repairs: Lease | null
  /** Training: paid by time, and not judged. */
  readonly isLearning: boolean
  state: HeldAssignment["state"]
  endedAtMs: number
  expiresAtMs: number
  /** Counted by the rules. */
  activeSeconds: number
  /** Paid seconds when the answer was sent: what a buyer is exposed to. */
  exposedSeconds: number
  accruedMicros: Micros
  drawnMicros: Micros
  /** At least so much lies on its reserve while it is in hand. */
  readonly leastMicros: Micros
  /** Seconds of work that its first reserve pays. */
  readonly workSeconds: number
  /** Ever reserved for it, for an appeal too. */
  reservedMicros: Micros
  appealMicros: Micros
  /** Of its bonus, for want of money. */
  owedMicros: Micros
  /** It was answered after its reserve was given back, and there was no money to put the bonus there again. */
  isShort: boolean
  /** It was answered so late that nothing was kept for it: such work is taken beyond every limit. */
  isTooLate: boolean
  readonly truth: Stretch[]
  batches: number
  readonly judgements: Judgement[]
  case: CaseState | null
  /** IoU of the answer with the reference: what evidence is measured by. */
  readonly iou: number
  readonly isJudgeable: boolean
}

/** A work session of a history. */
export interface Session {
  readonly id: string
  readonly personId: number
  readonly floorMicros: Micros
  readonly beganMs: number
  readonly midnightMs: number
  lastLeaseMs: number
  isClosed: boolean
  /** Something of it was told after it was closed: its reserves may be gone by then. */
  isLate: boolean
  unleasedSeconds: number
  breakSeconds: number
  grantedSeconds: number
  readSeconds: number
  paidMicros: Micros
  allowanceDrawnMicros: Micros
  owedMicros: Micros
  /** Came from the fund for what was learnt in it. */
  learnedMicros: Micros
  readonly leases: Lease[]
  payments: number
}

/** Missing time that waits for somebody's word. */
interface ClaimRow {
  readonly session: Session
  readonly askedSeconds: number
  readonly atMs: number
}

/** A payout of a history. */
interface PayoutRow {
  readonly personId: number
  readonly amountMicros: Micros
  state: PayoutState
  readonly number: number
}

/** What new leases are offered. */
interface Offer {
  priceMicros: Micros
  bonusPercent: number
  floorMicros: Micros
  capSeconds: number
  /** What an answer is quoted to take. */
  quotedSeconds: number
  guidelineVersion: number
  clauses: ReadonlySet<string>
}

export const PROJECT = 1
export const OWNER = 10
export const AUTHORS = [1, 2, 3] as const
const REVIEWERS = [11, 12, 13] as const
/** A program with a token and a reviewer's rights: whatever it tries about people is refused. */
const SERVICE = 99
export const ORGANISATION = "requester"

/** A hash of histories: quick, and two texts of one history do not meet by chance. What seals rest on is tried elsewhere. */
export const QUICK_HASH: ChainHash = {
  digest(text) {
    let [a, b] = [0x9e3779b9, 0x85ebca6b]
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at)
      a = Math.imul(a ^ code, 0x01000193)
      b = Math.imul(b ^ code ^ (a >>> 13), 0xc2b2ae35)
    }
    return `${(a >>> 0).toString(36).padStart(7, "0")}${(b >>> 0).toString(36).padStart(7, "0")}`.padEnd(43, "0")
  },
  spread(text) {
    const bytes = new Uint8Array(128)
    const digest = QUICK_HASH.digest(text)
    for (let at = 0; at < 128; at++) bytes[at] = digest.charCodeAt(at % 14) ^ Math.imul(at, 29)
    return bytes
  },
}

const START_MS = 1_800_000_000_000
const DAY_MS = 86_400_000

/** People, money and decisions of one project, as its tables would hold them. It decides nothing: it asks the rules. */
export class World {
  readonly rules: WorkRules
  readonly dice: Dice
  readonly currency: Currency
  readonly offer: Offer
  readonly staff: readonly Adjudicator[]
  readonly judges: readonly Judge[]
  nowMs = START_MS
  /** What was found wrong, each with the id of the rule that was broken. */
  readonly problems: string[] = []
  /** How often each act was done, and how often it went through. */
  readonly done: Record<string, number> = {}

  readonly balances = new Map<Account, Micros>()
  readonly transactions: StoredTransaction[] = []
  readonly byKey = new Map<string, Transaction>()
  chain: ChainState = { id: 1, seq: 0, hash: "", sum: "0".repeat(256) }
  readonly seals: Seal[] = []
  sealed = 0

  readonly sessions: Session[] = []
  readonly leases: Lease[] = []
  readonly payouts: PayoutRow[] = []
  readonly claims: ClaimRow[] = []
  readonly clocks = new Map<number, ActiveTimeState>()
  readonly late: Delivery[] = []
  readonly told: { readonly delivery: Delivery; readonly batch: HeartbeatBatch }[] = []
  lastWorker: Lease | null = null
  /** Of each deposit, set apart for learning; and what people gave to that. */
  learningPercent: number
  donatedMicros = 0
  /** The most that the rest of the job can cost; null: more than any session reserves. */
  restMicros: Micros | null = null
  /** Hashing takes as long as all the rest: every fourth history is hashed, sealed and audited whole. */
  readonly isAudited: boolean
  /** What followed for the project from appeals that were won before. */
  readonly consequence: "none" | "outside" | "suspended"
  /** All answers have the same thing wrong, and one reviewer finds it. */
  isOneKind = false

  constructor(rules: WorkRules, dice: Dice, isAudited: boolean) {
    this.rules = rules
    this.isAudited = isAudited
    this.dice = dice
    this.currency = dice.pick(["EUR", "JPY", "TND", "XOF"] as const) ?? "EUR"
    this.consequence = dice.chance(0.9) ? "none" : dice.chance(0.7) ? "outside" : "suspended"
    this.learningPercent = dice.chance(0.2) ? 0 : dice.whole(1, 20)
    const floorMicros = dice.whole(1_000_000, 900_000_000)
    this.offer = {
      floorMicros,
      // A third of what the time is worth to three times as much: mostly added to, sometimes not.
      priceMicros: Math.floor((floorMicros * dice.whole(10, 300)) / 3_600),
      bonusPercent: dice.whole(10, 20),
      capSeconds: dice.pick([120, 200, 600]) ?? 120,
      quotedSeconds: dice.whole(5, 120),
      guidelineVersion: 1,
      clauses: new Set(["1.1", "1.2"]),
    }
    const adjudicator = (id: number, organisation: string | null, isQualified = true): Adjudicator => ({
      id,
      organisation,
      isQualified,
      isAway: dice.chance(0.2),
      isService: false,
    })
    this.staff = [
      adjudicator(21, "other"),
      adjudicator(22, null),
      adjudicator(23, ORGANISATION),
      adjudicator(24, null, false),
      adjudicator(12, null),
      adjudicator(OWNER, null),
      { id: SERVICE, organisation: null, isQualified: true, isAway: false, isService: true },
    ]
    const judge = (id: number): Judge => ({
      id,
      isReviewer: id === OWNER || REVIEWERS.some((one) => one === id) || id === SERVICE || id === 2,
      isOwner: id === OWNER,
      isService: id === SERVICE,
      organisation: id === 13 ? ORGANISATION : null,
    })
    this.judges = [...AUTHORS, OWNER, ...REVIEWERS, 21, 22, 12, SERVICE].map(judge)
  }

  report(id: string, problem: string): void {
    this.problems.push(`${id}: ${problem}`)
  }

  count(act: string): void {
    this.done[act] = (this.done[act] ?? 0) + 1
  }

  balance(kind: AccountKind, owner: string | number): Micros {
    return this.balances.get(accountOf(kind, owner)) ?? 0
  }

  free(): Micros {
    return this.balance("project_free", PROJECT)
  }

  /** Stores a movement as a database would: once a key, nothing below nought. False: it was refused. */
  post(key: string, kind: TransactionKind, moves: readonly Move[]): boolean {
    const { ledger } = this.rules
    const transaction = ledger.makeTransaction({ key, kind, currency: this.currency, atMs: this.nowMs }, moves)
    return transaction === null || this.store(transaction)
  }

  store(transaction: Transaction): boolean {
    const { ledger } = this.rules
    const known = this.byKey.get(transaction.key)
    if (known) return ledger.isSame(known, transaction)
    if (ledger.findShort((account) => this.balances.get(account) ?? 0, transaction).length > 0) return false
    this.byKey.set(transaction.key, transaction)
    const entriesHash = this.isAudited ? ledger.hashEntries(transaction, QUICK_HASH) : ""
    this.transactions.push({ ...transaction, entriesHash })
    for (const { account, amountMicros } of transaction.entries)
      this.balances.set(account, (this.balances.get(account) ?? 0) + amountMicros)
    return true
  }

  facts(lease: Lease): CaseFacts {
    const { personId, isJudgeable, clauses, iou } = lease
    return {
      authorId: personId,
      isJudgeable,
      clauses,
      requester: { organisation: ORGANISATION, consequence: this.consequence },
      answer: {
        parts: iou === 0 ? 0 : 1,
        measure: (name) => (name === "iou" ? iou : name === "replayed" ? (isReplayed(lease) ? 1 : 0) : null),
        tolerance: (name) => (name === "iou" ? TOLERANCE : name === "replayed" ? 0 : null),
        cover: () => 0,
        coverTime: () => 0,
        contradictsGold: () => iou < TOLERANCE,
        read: () => null,
      },
    }
  }

  /** What the rules ask about an assignment's reserve. */
  held(lease: Lease): HeldAssignment {
    return {
      terms: lease.terms,
      isSessionClosed: lease.session.isClosed,
      state: lease.state,
      endedAtMs: lease.endedAtMs,
      case: lease.case,
      balanceMicros: this.balance("assignment_reserve", lease.id),
      appealMicros: lease.appealMicros,
    }
  }

  /** What the rules ask about an answer's pay. */
  judged({ id, personId, terms }: Lease): JudgedPay {
    return {
      assignmentId: id,
      projectId: PROJECT,
      authorId: personId,
      terms,
      reserveMicros: this.balance("assignment_reserve", id),
      freeMicros: this.free(),
      // Each answer has one case here.
      isBonusGiven: false,
    }
  }

  sessionSeconds(session: Session): number {
    return session.leases.reduce((sum, lease) => sum + lease.activeSeconds, 0)
  }

  openLeases(session: Session): number {
    return session.leases.filter(({ state }) => state === "leased").length
  }

  midnightAfter(ms: number): number {
    return Math.floor(ms / DAY_MS) * DAY_MS + DAY_MS
  }
}

/** Whether an answer of a history is a copy of somebody's. */
export function isReplayed({ iou }: Pick<Lease, "iou">): boolean {
  return iou > 0.9
}

/** IoU that the guideline of every history asks for. */
export const TOLERANCE = 0.7
