import { JustesseError } from "@justesse/types"
import { roomForContent } from "../content/ask.ts"
import type { FundedLeases, PayOffer } from "../pay/offer.ts"
import { afterTaking } from "../questions.ts"
import { backChoice, beginChoice, endChoice } from "./choice.ts"
import { type GoldAllocator, type GoldAsk, goldAllocator, trainingLeft } from "./gold.ts"
import {
  ask,
  type BackWay,
  type DrawStart,
  type HeldAssignment,
  type NewLease,
  type Steps,
  type Versions,
} from "./operations.ts"
import { changePlaces, endLeases, lockAll } from "./places.ts"
import { openSession, sessionOfDraw } from "./sessions.ts"

/** What a person draws in a project. */
export interface NextInput extends Versions {
  readonly projectId: number
  readonly personId: number
  /** Tiers that the person may draw from, best first (`tiersFor`). */
  readonly tiers: readonly number[]
  /** Leases to hold after the call, 1 to 100. */
  readonly want: number
  readonly nowMs: number
  /** One fresh UUID per lease that may be made (`want` of them). */
  readonly freshIds: readonly string[]
  readonly gold?: GoldAsk | undefined
  /** Minutes that the person's clock is ahead of UTC: their work session ends at their midnight. Absent: none. */
  readonly utcOffsetMinutes?: number | undefined
  /** What the project pays; absent where nobody is paid by it. */
  readonly offer?: PayOffer | undefined
  /** The version of the project's access by which this was let pass; another one meanwhile leases nothing. Absent: nobody asks. */
  readonly accessVersion?: number | undefined
  /** How many pictures of declared content they chose to be given an hour, and where there is such; absent: as many as there are. */
  readonly content?: ContentPace | undefined
}

/** What somebody chose about pictures of declared content: so many an hour, in all projects that declare some together. */
export interface ContentPace {
  readonly anHour: number
  readonly projectIds: readonly number[]
}

/** What every lease of a draw has in common. */
interface LeaseRules {
  readonly leaseMs: number
  readonly sessionId: number | null
}

/** What is drawn after an act of the same person: the input of `next` without what the act knows; null for nothing. */
export type LeaseAfter = Omit<NextInput, "nowMs" | "personId"> | null

/** What a draw gave. `again`: nothing is in hand, yet something may be open: look again in a transaction of its own. */
export interface Drawn {
  readonly again: boolean
}

/** The leases that one call may make: a millisecond apart, so that those in hand come in the order in which they were made. */
function newLeases(input: NextInput, missing: number, { leaseMs, sessionId }: LeaseRules): NewLease[] {
  const { projectId, personId, ontologyVersion, guidelineVersion, nowMs, freshIds } = input
  const most = Math.min(Math.max(0, missing), freshIds.length)
  const first = Math.max(0, freshIds.length - missing)
  return freshIds.slice(0, most).map((publicId, n) => ({
    ...{ projectId, personId, ontologyVersion, guidelineVersion, nowMs, publicId, sessionId },
    ...{ leasedAtMs: nowMs + first + n, expiresAtMs: nowMs + leaseMs },
  }))
}

/** A tier that is drawn from, and what decides there. */
interface DrawnTier {
  readonly tier: number
  readonly rank: number
  readonly draws: GoldAllocator | null
}

/** What is kept of how a task of a tier, or gold in its place, was chosen. */
function whyFrom(way: "queue" | "gold", { tiers }: NextInput, { tier, rank, draws }: DrawnTier): string {
  return beginChoice({ way, tier, rank, tiers: tiers.length, lotPpm: draws?.lotPpm ?? 0 })
}

/** Gold in the place of a draw that could have been an ordinary one: whether it was leased. */
function* leaseGoldInstead(
  input: NextInput,
  at: DrawnTier,
  lease: NewLease,
  draws: GoldAllocator,
  made: number,
): Steps<boolean> {
  const { projectId, personId, tiers } = input
  const { tier } = at
  const look = { projectId, personId, tiers, state: "active", from: draws.numberOf(made) } as const
  if (!draws.isGold(lease)) {
    yield* ask("lookForGold", look)
    return false
  }
  const taskId = yield* ask("pickGold", { ...look, ordinaryTier: tier })
  if (taskId === null) return false
  const why = endChoice(whyFrom("gold", input, at), look.from, draws.places)
  yield* ask("leaseGold", { ...lease, taskId, source: "gold", why })
  return true
}

/** Leases from the tiers, best first, until all are made. */
function* leaseFromTiers(
  input: NextInput,
  leases: readonly NewLease[],
  draws: GoldAllocator | null,
): Steps<{ made: number; again: boolean }> {
  let made = 0
  let again = false
  for (const [rank, tier] of input.tiers.entries()) {
    const at = { tier, rank, draws }
    while (made < leases.length) {
      const lease = leases[made]
      if (draws && lease && (yield* leaseGoldInstead(input, at, lease, draws, made))) {
        made++
        continue
      }
      // Ordinary tasks up to the next draw that is gold come in one operation.
      let end = made + 1
      for (let next = leases[end]; next && !draws?.isGold(next); next = leases[end]) end++
      const found = yield* ask("leaseFrom", tier, leases.slice(made, end), whyFrom("queue", input, at))
      made += found.made
      if (made === end) continue
      // The rest of this tier comes before the next one.
      if (found.rest === "more") return { made, again: true }
      if (found.rest === "busy") again = true
      break
    }
  }
  return { made, again: again && made < leases.length }
}

/** What somebody new works on first: whether any of it is in hand afterwards. Own ones given back come last. */
function* leaseTraining(input: NextInput, held: DrawStart["held"], left: number, rules: LeaseRules): Steps<Made> {
  const { projectId, personId, tiers } = input
  const look = { projectId, personId, tiers, state: "training", from: 0 } as const
  let inHand = held.filter(({ source, revision }) => source === "training" && revision === 0).length
  const before = inHand
  for (const lease of newLeases(input, Math.min(input.want, left) - inHand, rules)) {
    const taskId = yield* ask("pickGold", { ...look, ordinaryTier: null })
    if (taskId === null) break
    const why = backChoice("training", yield* ask("countChoices", { projectId, personId, tiers, way: "training" }))
    yield* ask("leaseGold", { ...lease, taskId, source: "training", why })
    inHand++
  }
  if (inHand > 0) return { made: inHand - before, isDone: true }
  const own = yield* ask("findOwnTraining", { projectId, personId })
  return yield* takeBack(own, "training_again", input, rules)
}

/** Leases that a part of a draw made, and whether the draw ends with it. */
interface Made {
  readonly made: number
  readonly isDone: boolean
}

/**
 * Live leases of a person, topped up to `want`; see `Hot.next`. In a project that pays, what was done before in the same act is paid
 * with it, and nothing is leased that there is no money for.
 * @param sentTaskId task of an answer that was sent just now
 * @throws JustesseError not_found
 */
export function* topUp(input: NextInput, sentTaskId: number | null = null): Steps<Drawn> {
  const { again, from } = yield* topUpUnpaid(input, sentTaskId)
  const { offer, projectId, personId, nowMs } = input
  if (offer) yield* ask("payWork", { projectId, personId, nowMs, offer, sentTaskId, from })
  return { again }
}

function* topUpUnpaid(input: NextInput, sentTaskId: number | null): Steps<Drawn & Pick<FundedLeases, "from">> {
  const { projectId, personId, nowMs } = input
  const start = yield* ask("startDraw", { projectId, personId, gold: input.gold !== undefined })
  if (!start) throw new JustesseError("not_found", { project: projectId })
  mustBeOfVersion(input, start)
  if (start.held.some((held) => held.expiresAtMs <= nowMs)) {
    const locked = yield* ask("lockLate", { projectId, personId, nowMs })
    yield* endLeases(locked.map((held) => ({ held, state: "expired", reason: null, note: null, nowMs })))
  }
  // What was put aside until somebody answers is in nobody's way.
  const held = start.held.filter((one) => one.expiresAtMs > nowMs && one.question !== "aside")
  const wanted = input.want - held.filter(({ revision }) => revision === 0).length
  const rules = { leaseMs: start.leaseMs, sessionId: sessionOfDraw(start, nowMs) }
  const bearable = wanted > 0 ? yield* chosenPace(input, wanted) : 0
  const { leases: missing, from } =
    bearable > 0
      ? yield* fundable(input, { most: bearable, sessionId: rules.sessionId, sentTaskId })
      : { leases: 0, from: null }
  if (missing <= 0) return { again: false, from }
  const { made, again } = yield* draw(input, { start, held, missing, rules })
  if (made > 0 && rules.sessionId === null) yield* openSession(input)
  return { again, from }
}

/**
 * Refuses what was let pass by an access that is no more: a yes that was taken back meanwhile is none.
 * @throws JustesseError conflict
 */
export function mustBeOfVersion(
  input: { readonly accessVersion?: number | undefined },
  found: { readonly accessVersion: number },
): void {
  if (input.accessVersion !== undefined && input.accessVersion !== found.accessVersion)
    throw new JustesseError("conflict", { why: "access" })
}

const HOUR_MS = 3_600_000

/** How many of the leases that somebody wants are not above what they chose for an hour: all where they chose nothing. */
function* chosenPace({ content, personId, nowMs }: NextInput, wanted: number): Steps<number> {
  if (!content) return wanted
  const { anHour, projectIds } = content
  const given = yield* ask("countGiven", { personId, projectIds, sinceMs: nowMs - HOUR_MS })
  return roomForContent(anHour, given, wanted)
}

interface Fundable {
  readonly most: number
  readonly sessionId: number | null
  readonly sentTaskId: number | null
}

/** How many of the leases that somebody wants are paid for: all where nobody is paid by the project. */
function* fundable(input: NextInput, wanted: Fundable): Steps<FundedLeases> {
  const { offer, projectId, personId, nowMs } = input
  if (!offer) return { leases: wanted.most, from: null }
  return yield* ask("fundLeases", { projectId, personId, nowMs, offer, ...wanted })
}

/** What a draw begins with, once what ran out is ended. */
interface Beginning {
  readonly start: DrawStart
  readonly held: DrawStart["held"]
  readonly missing: number
  readonly rules: LeaseRules
}

/** Leases what is missing: an answered task, training, the queue, and at last own ones given back. */
function* draw(input: NextInput, { start, held, missing, rules }: Beginning): Steps<Drawn & { made: number }> {
  const { projectId, personId, tiers } = input
  if (start.comesBack) {
    const back = yield* takeBack(yield* ask("findAnswered", { projectId, personId }), "answered", input, rules)
    if (back.isDone) return { made: back.made, again: false }
  }
  const most = input.gold?.tryOut ?? 0
  const left = trainingLeft(input.gold, start.stand) ?? (yield* ask("beginTraining", { projectId, personId, most }))
  if (left > 0) {
    const training = yield* leaseTraining(input, held, left, rules)
    if (training.isDone) return { made: training.made, again: false }
  }
  const leases = newLeases(input, missing, rules)
  const { made, again } = yield* leaseFromTiers(input, leases, goldAllocator(input, start.stand))
  if (held.length + made > 0) return { made, again: false }
  if (again) return { made, again }
  // Their own skipped or expired ones, once nothing else is left: so that one person alone can finish a project.
  const own = yield* ask("findAgain", { projectId, personId, tiers })
  return { made: (yield* takeBack(own, "again", input, rules)).made, again: false }
}

/** Takes a task in hand again, under its versions of now: whether there is one. */
function* takeBack(own: HeldAssignment | undefined, way: BackWay, input: NextInput, rules: LeaseRules): Steps<Made> {
  if (!own) return { made: 0, isDone: false }
  const { projectId, personId, tiers } = input
  const size = yield* ask("countChoices", { projectId, personId, tiers, way })
  yield* takeAgain(own, input.nowMs, { ...rules, why: backChoice(way, size) }, input)
  return { made: 1, isDone: true }
}

/** Takes an assignment in hand anew under the next fence; a first answer takes a place when one is free (I3). */
export function* takeAgain(
  held: HeldAssignment,
  nowMs: number,
  rules: LeaseRules & { readonly why: string | null },
  to: Versions,
): Steps<void> {
  const { leaseMs, sessionId, why } = rules
  const needsPlace = held.state !== "leased" && held.state !== "submitted" && held.revision === 0
  const counted = needsPlace ? yield* takePlace(held) : held.counted
  const { ontologyVersion, guidelineVersion } = to
  yield* ask("takeAgain", {
    ...{
      held,
      counted,
      nowMs,
      versions: { ontologyVersion, guidelineVersion },
      question: afterTaking(held.question),
      sessionId,
      why,
    },
    // One in hand keeps its place among those in hand.
    leasedAtMs: held.state === "leased" ? held.leasedAtMs : nowMs,
    expiresAtMs: nowMs + leaseMs,
  })
}

function* takePlace({ projectId, taskId, source }: HeldAssignment): Steps<boolean> {
  if (source !== "queue") {
    yield* ask("moveGoldPlaces", [{ projectId, taskId, by: 1 }])
    return true
  }
  const [task] = yield* lockAll(projectId, [taskId])
  if (!task?.isOpen || task.openSlots <= 0) return false
  yield* changePlaces(projectId, [{ task, openSlots: task.openSlots - 1 }])
  return true
}
