import type { AssignmentState } from "../lease.ts"
import type { FundedLeases, Funding, PayOffer } from "../pay/offer.ts"
import type { SessionEnd } from "../pay/session.ts"
import type { QuestionState } from "../questions.ts"

/** How an assignment came about: from the queue, as gold mixed in, or as training that somebody new begins with. */
export type AssignmentSource = "queue" | "gold" | "training"

/** A task handed to a person, as the rules see it. */
export interface HeldAssignment {
  readonly projectId: number
  readonly taskId: number
  readonly personId: number
  readonly publicId: string
  readonly state: AssignmentState
  /** Rises each time the assignment is taken in hand: whoever sends an older one lost it to another window. */
  readonly fence: number
  readonly leasedAtMs: number
  readonly expiresAtMs: number
  readonly activeMs: number
  /** Latest revision that was sent, 0 for none. */
  readonly revision: number
  /** It occupies one of the task's places. */
  readonly counted: boolean
  readonly ontologyVersion: number
  readonly guidelineVersion: number
  readonly source: AssignmentSource
  /** What it has to do with a question of its person. */
  readonly question: QuestionState
  /** The work session in which it was leased last; null for one that was leased before there were sessions. */
  readonly sessionId: number | null
}

/** A work session of somebody in a project that is not closed, as far as a lease asks. */
export interface FoundSession {
  readonly id: number
  /** When the last of its leases ended that is over; when it was opened where none is. */
  readonly lastAtMs: number
  /** Counted with its leases. */
  readonly activeMs: number
  /** The end of the person's day on which it began. */
  readonly midnightMs: number
}

/** A work session with what tells whether it is to be closed. */
export interface LockedSession extends FoundSession, ByPerson {
  /** Leases of it that are in hand. */
  readonly openLeases: number
}

/** Somebody's own assignment as a service needs it before it lets an act pass. */
export interface OwnAssignment {
  readonly projectId: number
  readonly taskId: number
  readonly personId: number
  /** Latest submitted revision, 0 for none. */
  readonly revision: number
  readonly source: AssignmentSource
  /** Rises with every change of who may do what in the project: what is kept in memory of that is of one version. */
  readonly accessVersion: number
}

/** An assignment of somebody's own with the version of its project's access. */
export interface OwnHeld extends HeldAssignment {
  readonly accessVersion: number
}

/** A task's places and where it stands in the queue. */
export interface TaskSlots {
  readonly id: number
  readonly tier: number
  readonly seq: number
  /** It stands in the queue. */
  readonly isOpen: boolean
  /** Overlap less leases and counted answers; below 0 after the overlap was lowered. */
  readonly openSlots: number
  readonly overlap: number
  /** Answers that count. */
  readonly submitted: number
  /** `open`, `waiting`, `disputed`, `settled` or `excluded`. */
  readonly state: string
}

/** New values of a locked row: free places, whether it may be leased, and where it waits in the queue. */
export interface TaskChange {
  readonly task: TaskSlots
  readonly openSlots: number
  readonly isOpen: boolean
  readonly seq: number
  readonly tier: number
  readonly overlap: number
}

/** Versions of labels and guideline that an assignment is worked under. */
export interface Versions {
  readonly ontologyVersion: number
  readonly guidelineVersion: number
}

/** Of whose assignments an operation is. */
export interface ByPerson {
  readonly projectId: number
  readonly personId: number
}

/** One task of a project. */
interface OfTask {
  readonly projectId: number
  readonly taskId: number
}

/** When money is asked about. */
interface PayAsk {
  readonly nowMs: number
}

/** Somebody gets a task from `leasedAtMs` until `expiresAtMs`, under the versions in force. */
export interface NewLease extends ByPerson, Versions {
  readonly publicId: string
  readonly leasedAtMs: number
  readonly expiresAtMs: number
  readonly nowMs: number
  /** The work session that goes on; null where it opens one, which is its own afterwards ({@link Operations.openSession}). */
  readonly sessionId: number | null
}

/** What is said of a stored answer to whoever sent it. */
export interface Receipt {
  readonly projectId: number
  readonly taskId: number
  readonly submissionId: string
  readonly bodySha256: string
  readonly revision: number
  readonly counted: boolean
  readonly storedAtMs: number
}

/** What is known of a submission that was sent before, found by the id that its sender chose. */
export interface StoredAnswer {
  /** Who sent it. */
  readonly personId: number
  readonly receipt: Receipt
}

/** Where a person stands in the gold of a project. */
export interface GoldStand {
  /** Numbers of gold in the project; 0 for none. */
  readonly places: number
  /** Millionths of draws; null for somebody of whom nothing is known. */
  readonly rate: number | null
  /** Training tasks not sent yet; null for somebody who was never asked. */
  readonly left: number | null
  /** Tasks leased before. */
  readonly drawn: number
}

/** What has to be read before anything can be leased to a person in a project. */
export interface DrawStart {
  /** As it stands in this transaction, see {@link OwnAssignment}. */
  readonly accessVersion: number
  /** Milliseconds that a lease lasts. */
  readonly leaseMs: number
  /** Leases in hand in this project; some may be past their deadline. */
  readonly held: readonly Pick<HeldAssignment, "expiresAtMs" | "revision" | "source" | "question" | "sessionId">[]
  /** Absent where gold was not asked for or there never was any. */
  readonly stand: GoldStand | undefined
  /** A question about a task of theirs that ran out was answered: it is theirs first. */
  readonly comesBack: boolean
  /** Their last work session in the project that is not closed. */
  readonly session: FoundSession | undefined
}

/** Where gold of a state is looked for: in tiers, from a number on. */
export interface GoldLook extends ByPerson {
  readonly tiers: readonly number[]
  readonly state: "active" | "training"
  readonly from: number
}

/** What leasing from one tier gave. */
export interface Leased {
  readonly made: number
  /**
   * Where fewer were made than wanted: `end` the tier holds nothing else for this person, `more` the look ended before the queue
   * did, `busy` a task was open, but another transaction held it just then.
   */
  readonly rest: "end" | "more" | "busy"
}

/**
 * What is known of proposals in an answer: that its task was handed out without those that it may have, or what became of them.
 * `regions` is JSON of the ids of those that were taken and changed.
 */
export type ProposalRecord =
  | { readonly withheld: true }
  | {
      readonly withheld: false
      readonly taken: number
      readonly changed: number
      readonly refused: number
      readonly untouched: number
      readonly regions: string
    }

/** All rows of one submission: the revision with its SHA-256, and what it changes of assignment and task. */
export interface AnswerWrites {
  readonly own: HeldAssignment
  readonly submissionId: string
  readonly body: string
  readonly bodySha256: string
  readonly regions: number
  readonly texts: string
  readonly versions: Versions
  readonly revision: number
  readonly counted: boolean
  /** Answers that count now and did not before: 0 or 1. */
  readonly newlyCounted: 0 | 1
  /** Free places that it takes: 0 or 1. */
  readonly takes: 0 | 1
  /** A place of its own is made for it: 0 or 1. */
  readonly makes: 0 | 1
  /** What becomes of the task's mark, see `markAfter`. */
  readonly mark: 0 | 1 | 2
  /** Null where there is nothing to say of proposals. */
  readonly proposals: ProposalRecord | null
  readonly nowMs: number
}

/** How an assignment is ended that was not sent. */
export interface LeaseEnd {
  readonly held: HeldAssignment
  readonly state: AssignmentState
  readonly reason: string | null
  readonly note: string | null
  readonly nowMs: number
}

/** How an assignment is ended, with what is left of a question about it. */
export interface EndedLease extends LeaseEnd {
  readonly question: QuestionState
}

/** An assignment that is taken in hand again. */
interface TakenAgain {
  readonly held: HeldAssignment
  readonly counted: boolean
  readonly leasedAtMs: number
  readonly expiresAtMs: number
  readonly versions: Versions
  readonly question: QuestionState
  readonly nowMs: number
  /** As of a {@link NewLease}; of one that is in hand already, its own. */
  readonly sessionId: number | null
  /** Why it is theirs now; null: what it was given for stays. */
  readonly why: string | null
}

/** How own tasks come back to somebody that they gave back. */
export type BackWay = "answered" | "training_again" | "again"

/** A thread that is known by the id that its first writer chose, and whether this message of it is stored already. */
export interface KnownThread extends OfTask {
  readonly personId: number
  readonly isStored: boolean
}

/** What somebody asks about a task of theirs: a new thread, or one more message in theirs. */
interface QuestionWrites {
  readonly own: HeldAssignment
  readonly threadId: string
  readonly isNew: boolean
  readonly messageId: string
  readonly text: string
  /** The region that it is about, by the id that it has in the answer; null for none. */
  readonly regionId: string | null
  /** JSON of where in the picture; see `Spot`. */
  readonly spot: string
  /** The clause that was offered and did not answer; null for none. */
  readonly clause: string | null
  readonly nowMs: number
}

/** Time that is credited at once. */
export interface Credited {
  readonly creditedMs: number
  /** All of it by quarter of an hour, UTC. */
  readonly slots: readonly { readonly slotMs: number; readonly ms: number }[]
  /** JSON of the raw seconds that were taken in; null where none were new. */
  readonly ticks: string | null
  /** JSON of what is kept of the person for their next heartbeat. */
  readonly stateJson: string
}

/** Time that is credited to an assignment. */
export interface TimeCredit {
  readonly held: HeldAssignment
  readonly credited: Credited
  /** Until when live leases of the person in the project are renewed. */
  readonly expiresAtMs: number
  readonly nowMs: number
}

/**
 * What the rules ask of a database inside one transaction. An engine does each in as few statements as it can; it decides
 * nothing. An operation that answers nothing may be under way while the next one is asked for.
 */
export interface Operations {
  /** An own assignment, locked. Undefined for an unknown one or somebody else's. */
  findOwn(publicId: string, personId: number): OwnHeld | undefined
  /** The same with its task (locked too), and the answer of this id if it is stored already, whoever sent it. */
  findForAnswer(
    publicId: string,
    personId: number,
    submissionId: string,
  ): { readonly own: OwnHeld; readonly task: TaskSlots; readonly stored: StoredAnswer | undefined } | undefined
  /** Milliseconds that a lease of the project lasts and the versions in force. Undefined for an unknown project. */
  findProject(projectId: number): ({ readonly leaseMs: number } & Versions) | undefined
  /** Stores the answer; its session's last lease ended now. */
  storeAnswer(writes: AnswerWrites): void
  /** A line in the project's activity. */
  appendEvent(
    event: OfTask & {
      readonly personId: number
      readonly what: string
      readonly detail: object
      readonly nowMs: number
    },
  ): void
  /** Adds to a person's counters in a project. */
  count(by: ByPerson & { readonly leased: number; readonly skipped: number }): void

  /** What a draw begins with; `gold`: where the person stands in it is wanted. Undefined for an unknown project. */
  startDraw(of: ByPerson & { readonly gold: boolean }): DrawStart | undefined
  /** Leases of somebody that are past their deadline, locked with their tasks. */
  lockLate(of: ByPerson & { readonly nowMs: number }): readonly HeldAssignment[]
  /** Leases past their deadline of anybody, locked with their tasks; at most so many. */
  findLate(nowMs: number, most: number): readonly HeldAssignment[]
  /**
   * Leases at most one ordinary task for each of `leases` in a tier: takes a slot, moves the person's cursor, counts them. Each keeps
   * `why` with the place behind which the queue was read for it, and how many were open there (`endChoice`).
   */
  leaseFrom(tier: number, leases: readonly NewLease[], why: string): Leased
  /**
   * An unmet known answer from a number on, round the end; its task locked. Null when a look finds none, and where
   * `ordinaryTier` (null for no such condition) has no ordinary task for the person.
   */
  pickGold(of: GoldLook & { readonly ordinaryTier: number | null }): number | null
  /** Takes as long as {@link Operations.pickGold} and picks nothing: an ordinary draw must not be told from gold by its time (I5). */
  lookForGold(of: GoldLook): void
  /** Leases gold with a place of its own, and counts it; `why` is kept with it. */
  leaseGold(
    lease: NewLease & { readonly taskId: number; readonly source: AssignmentSource; readonly why: string },
  ): void
  /** Says how many training tasks somebody begins with: as many as there are, at most `most`. */
  beginTraining(of: ByPerson & { readonly most: number }): number
  /** An own training task that was given back, locked. */
  findOwnTraining(of: ByPerson): HeldAssignment | undefined
  /** An own task that ran out while its question waited, answered since, with a free place or gold. Locked. */
  findAnswered(of: ByPerson): HeldAssignment | undefined
  /** How many tasks could be given by a way: own ones that come back, or training that somebody never had. */
  countChoices(of: ByPerson & { readonly tiers: readonly number[]; readonly way: BackWay | "training" }): number
  /** A thread, and whether a message of this id is stored in it. */
  findThread(threadId: string, messageId: string): KnownThread | undefined
  /** Tasks that somebody has put aside in a project. */
  countAside(of: ByPerson): number
  /** Stores what somebody asks, with the event and a notice for each owner. */
  storeQuestion(writes: QuestionWrites): void
  /** Says what an assignment has to do with a question, and until when it is kept. */
  setQuestion(to: {
    readonly held: HeldAssignment
    readonly question: QuestionState
    readonly expiresAtMs: number
    readonly nowMs: number
  }): void
  /** The last work session of somebody in a project that is not closed, with the leases of it that are in hand. */
  findSession(of: ByPerson): LockedSession | undefined
  /** Opens a work session, and makes it that of the leases in hand which have none. Gives its number. */
  openSession(of: ByPerson & { readonly nowMs: number; readonly midnightMs: number }): number
  /** A work session that is not closed, locked. Undefined for one that is, or an unknown one. */
  lockSession(id: number): LockedSession | undefined
  /** Closes it for good. */
  closeSession(to: { readonly id: number; readonly why: SessionEnd; readonly nowMs: number }): void

  /**
   * How many more leases of somebody a project can pay for and may have, at most `most`; what they would be reserved from is nobody
   * else's until the transaction ends (LED-7).
   */
  fundLeases(
    of: ByPerson &
      PayAsk & {
        readonly offer: PayOffer
        readonly sessionId: number | null
        readonly most: number
        /** Task of an answer that this act sent: where it came late, it is paid first. */
        readonly sentTaskId: number | null
      },
  ): FundedLeases
  /**
   * Pays the answer that was sent, ends what is no more in hand, and reserves what was leased, each once: from what `fundLeases` read in
   * the same act, or from what is read now (null). How many leases were reserved.
   * @throws JustesseError project_unfunded where one cannot be
   */
  payWork(
    of: ByPerson &
      PayAsk & { readonly offer: PayOffer | null; readonly sentTaskId: number | null; readonly from: Funding | null },
  ): number
  /** Pays what a closed session is missing to the floor, and gives back what it does not need; nothing where it is not paid. */
  payClosed(of: { readonly sessionId: number; readonly nowMs: number }): boolean
  /** Pays time that was told after its session was closed; nothing where it is open, or is not paid. */
  payLate(of: { readonly sessionId: number; readonly nowMs: number }): boolean

  /** All that somebody has in hand in a project, locked, none passed over. */
  lockHeld(of: ByPerson): readonly HeldAssignment[]
  /** JSON of the classes of content that somebody says yes to in a project, from now on. */
  storeYes(of: ByPerson & { readonly yes: string }): void
  /** How many pictures of these projects were given to somebody since a moment, or are in hand from before. */
  countGiven(of: {
    readonly personId: number
    readonly projectIds: readonly number[]
    readonly sinceMs: number
  }): number

  /** An own assignment that was given back and can be taken up: its task has a place or it is gold in force. Locked. */
  findAgain(of: ByPerson & { readonly tiers: readonly number[] }): HeldAssignment | undefined

  /** Ends assignments that are locked; their sessions' last leases ended when they did, late ones at their deadline. */
  endLeases(ends: readonly EndedLease[]): void
  /** Makes (1) or takes away (-1) places of gold. */
  moveGoldPlaces(moves: readonly (OfTask & { readonly by: 1 | -1 })[]): void
  takeAgain(taken: TakenAgain): void
  /** Tasks, locked, in the order of `ids`. Unknown ones are left out. */
  lockTasks(projectId: number, ids: readonly number[]): readonly TaskSlots[]
  /** Places ahead of every cursor: `count` of them, the first one answered. Undefined for an unknown project. */
  takeSeqs(projectId: number, count: number): number | undefined
  writeTasks(projectId: number, changes: readonly TaskChange[]): void

  /** Of time: milliseconds that a lease lasts, and what was kept of the person with their last heartbeat. */
  startTime(of: ByPerson): { readonly leaseMs: number; readonly stateJson: string | null } | undefined
  /** Adds time to an assignment, its session, the person's counters and hours, keeps their state, and renews every live lease in the project. */
  creditTime(credit: TimeCredit): void
  /** The revision of a draft. */
  findDraft(of: OfTask & { readonly personId: number }): number | undefined
  putDraft(
    of: OfTask & {
      readonly personId: number
      readonly revision: number
      readonly body: string
      readonly nowMs: number
    },
  ): void

  /** Tasks of an owner's act, locked, with what tells where an excluded one stood. */
  lockStates(
    projectId: number,
    ids: readonly number[],
  ): readonly {
    readonly taskId: number
    readonly state: string
    readonly hasAnswer: boolean
    readonly differences: number
  }[]
  writeStates(
    projectId: number,
    states: readonly { readonly taskId: number; readonly state: string; readonly mark: 0 | 1 }[],
    nowMs: number,
  ): void
  /** Says that something about these tasks changed now. */
  touchStates(projectId: number, ids: readonly number[], nowMs: number): void
  addTasks(projectId: number, tasks: readonly FreshTask[], firstSeq: number, nowMs: number): void
}

/** A task that nobody has met yet; which picture it is about is kept beside it. */
export interface FreshTask {
  readonly id: number
  readonly assetId?: number | null
  readonly tier: number
  readonly overlap: number
  /** What it is about beside its asset, as JSON, what that was made of, and the other asset of two; most are about nothing beside it. */
  readonly about?: { readonly body: string; readonly origin: string | null; readonly secondId?: number }
}

/** A read or write that a rule asks an engine for, by name with its input. */
export type Operation = {
  [Name in keyof Operations]: { readonly name: Name; readonly input: Parameters<Operations[Name]> }
}[keyof Operations]

/** A rule that asks for operations one after the other and ends with its result. */
export type Steps<Result> = Generator<Operation, Result, unknown>

/** Asks for one operation and gives its answer. */
export function* ask<Name extends keyof Operations>(
  name: Name,
  ...input: Parameters<Operations[Name]>
): Generator<Operation, ReturnType<Operations[Name]>, unknown> {
  // An operation's name, input and answer belong together; TypeScript cannot carry that through a union.
  return (yield { name, input } as Operation) as ReturnType<Operations[Name]>
}
