import { NO_ACTIVE_TIME } from "../../clock/activeTime.ts"
import { grossMicros } from "../../pay/learning.ts"
import type { LeaseTerms } from "../../pay/terms.ts"
import { fund, giveBackSpare, paySession, toFunds } from "./money.ts"
import { drawLetters, toBatch } from "./trace.ts"
import type { Delivery, Lease, Session, World } from "./world.ts"

const LEASE_MS = 4 * 3_600_000
/** Evidence that comes later than this is counted by itself: what is compared with the truth comes earlier. */
const LATE_WITHIN_MS = 20 * 3_600_000

/** Undecided work of a person, and how many of their answers were decided. */
function exposureOf(world: World, personId: number) {
  const own = world.leases.filter((one) => one.personId === personId)
  return world.rules.pay.measureExposure(
    own.map(({ state, endedAtMs, terms, exposedSeconds, case: judged }) => ({
      isOpen: state === "leased" || world.rules.pay.mayComeLate({ state, endedAtMs }, world.nowMs),
      capSeconds: terms.capSeconds,
      sentSeconds: exposedSeconds,
      case: judged,
    })),
  )
}

function sessionFor(world: World, personId: number): Session {
  const { offer, rules, nowMs } = world
  const last = world.sessions.filter((session) => session.personId === personId).at(-1)
  if (last && !last.isClosed) {
    const times = {
      openLeases: world.openLeases(last),
      lastLeaseMs: last.lastLeaseMs,
      activeSeconds: world.sessionSeconds(last),
      midnightMs: last.midnightMs,
    }
    if (rules.pay.whyOver(times, nowMs) === null) return last
  }
  return {
    id: `s${world.sessions.length + 1}`,
    personId,
    floorMicros: offer.floorMicros,
    beganMs: nowMs,
    midnightMs: world.midnightAfter(nowMs),
    lastLeaseMs: nowMs,
    isClosed: false,
    isLate: false,
    unleasedSeconds: 0,
    breakSeconds: 0,
    grantedSeconds: 0,
    readSeconds: 0,
    paidMicros: 0,
    allowanceDrawnMicros: 0,
    owedMicros: 0,
    learnedMicros: 0,
    leases: [],
    payments: 0,
  }
}

/** Leases one assignment, or none: for want of money, or since enough of the person's work is undecided. */
export function lease(world: World, personId: number, repairs: Lease | null = null): Lease | null {
  const { dice, offer, rules } = world
  if (world.sessions.some(({ owedMicros }) => owedMicros > 0)) return null
  const { undecidedSeconds, decidedAnswers } = exposureOf(world, personId)
  const capSeconds = rules.pay.exposedCap(offer.capSeconds, undecidedSeconds, decidedAnswers)
  if (capSeconds === null) {
    world.count("exposed")
    return null
  }
  const isLearning = repairs === null && dice.chance(0.08)
  const isJudged = repairs === null && !isLearning
  const mode = !isJudged || dice.chance(0.2) ? "time" : "piece"
  const priceMicros = mode === "piece" ? offer.priceMicros : 0
  const terms: LeaseTerms = {
    mode,
    priceMicros,
    bonusMicros: isJudged ? rules.pay.bonusOf(offer.priceMicros, offer.bonusPercent) : 0,
    floorMicrosPerHour: offer.floorMicros,
    capSeconds,
    reviewMicros: Math.floor(priceMicros / 10),
  }
  const session = sessionFor(world, personId)
  const id = `a${world.leases.length + 1}`
  const funds = toFunds(world, session)
  const quotedMicros = rules.pay.timeMicros(offer.floorMicros, offer.quotedSeconds)
  const moves = rules.pay.planReserve(funds, id, terms, quotedMicros)
  const key = `lease:${id}:${world.transactions.length}`
  if (!moves || !world.post(key, "reserve", moves)) {
    world.count("unfunded")
    const all = funds.freeMicros + funds.trancheMicros + funds.others.reduce((sum, one) => sum + one.trancheMicros, 0)
    const need = rules.pay.leastMicros(terms, quotedMicros) + funds.dueMicros
    if (all >= need) world.report("LED-7", `${all} is there, ${need} is needed, and nothing is leased`)
    return null
  }
  if (!world.sessions.includes(session)) world.sessions.push(session)
  const made: Lease = {
    id,
    personId,
    session,
    terms,
    promised: JSON.stringify(terms),
    guidelineVersion: offer.guidelineVersion,
    clauses: offer.clauses,
    leasedAtMs: world.nowMs,
    openedSecond: world.nowMs / 1_000 - dice.whole(0, 500),
    repairs,
    isLearning,
    state: "leased",
    endedAtMs: 0,
    expiresAtMs: world.nowMs + LEASE_MS,
    activeSeconds: 0,
    exposedSeconds: 0,
    accruedMicros: 0,
    drawnMicros: 0,
    leastMicros: rules.pay.leastMicros(terms, quotedMicros),
    reservedMicros: world.balance("assignment_reserve", id),
    workSeconds: Math.floor(
      ((world.balance("assignment_reserve", id) - terms.bonusMicros - terms.reviewMicros) * 3_600) /
        Math.max(1, terms.floorMicrosPerHour),
    ),
    appealMicros: 0,
    owedMicros: 0,
    isShort: false,
    isTooLate: false,
    truth: [],
    batches: 0,
    judgements: [],
    case: null,
    iou: world.isOneKind ? 0.3 : dice.chance(0.1) ? 0 : dice.next(),
    isJudgeable: world.isOneKind || dice.chance(0.85),
  }
  world.leases.push(made)
  session.leases.push(made)
  session.lastLeaseMs = world.nowMs
  world.count("lease")
  return made
}

/** Somebody works for a while; its seconds are told at once, later, twice, or by two tabs. */
export function work(world: World, one: Lease): void {
  const { dice } = world
  // Away for so long between two leases, that no gap of one reaches into the other.
  if (world.lastWorker !== one) world.nowMs += 200_000
  world.lastWorker = one
  const stretch = { second: world.nowMs / 1_000, letters: drawLetters(dice, dice.whole(10, 120)) }
  world.nowMs += stretch.letters.length * 1_000
  one.truth.push(stretch)
  const delivery: Delivery = { lease: one, stretch, seq: one.batches++, tab: one.id }
  world.count("work")
  if (dice.chance(0.25)) world.late.push(delivery)
  else tell(world, delivery)
  if (dice.chance(0.15)) world.late.push(delivery)
  if (dice.chance(0.15)) world.late.push({ ...delivery, tab: `${one.id}/2` })
}

/** Tells seconds of work: what they add is counted, and paid at once where the session was closed before. */
function tell(world: World, delivery: Delivery): void {
  const { rules } = world
  const { lease: one, stretch, seq, tab } = delivery
  const receivedSecond = world.nowMs / 1_000
  const batch = toBatch(stretch, { tab, seq, openedSecond: one.openedSecond, receivedSecond })
  const credit = rules.clock.creditTime(world.clocks.get(one.personId) ?? NO_ACTIVE_TIME, {
    batches: [batch],
    activity: "draw",
    leasedAtMs: one.leasedAtMs,
    receivedAtMs: world.nowMs,
  })
  world.clocks.set(one.personId, credit.state)
  world.told.push({ delivery, batch })
  if (credit.creditedMs < 0) world.report("PAY-2", "time was taken away")
  addSeconds(world, one, credit.creditedMs / 1_000)
}

function addSeconds(world: World, one: Lease, seconds: number): void {
  one.activeSeconds += seconds
  // Once the work is over its session can use again what its reserve kept.
  if (seconds > 0 && one.state !== "leased") one.session.isLate = true
  if (seconds > 0 && one.session.isClosed) paySession(world, one.session)
}

/** What lay on somebody's computer is told, in any order; what is older than a day was told before. */
export function tellLate(world: World): void {
  const [delivery] = world.late.splice(world.dice.whole(0, Math.max(0, world.late.length - 1)), 1)
  if (!delivery) return
  tell(world, delivery)
  world.count("told late")
}

/** Tells everything that would be too old by then to be counted together. */
export function tellBefore(world: World, untilMs: number): void {
  const isOld = ({ stretch }: Delivery) => untilMs - stretch.second * 1_000 > LATE_WITHIN_MS
  for (const delivery of world.late.filter(isOld)) {
    world.late.splice(world.late.indexOf(delivery), 1)
    tell(world, delivery)
  }
}

/** Sends an answer, in time or late. */
export function submit(world: World, one: Lease): void {
  const { rules, nowMs } = world
  if (one.state === "submitted" || one.state === "released") return
  if (one.state === "leased") {
    one.endedAtMs = nowMs
    one.session.lastLeaseMs = nowMs
  } else {
    one.session.isLate ||= one.session.isClosed
    one.isTooLate = !rules.pay.mayComeLate(one, nowMs)
    world.count("submitted late")
  }
  one.state = "submitted"
  one.exposedSeconds = one.activeSeconds
  one.accruedMicros = rules.pay.accrualMicros(one.terms, one.exposedSeconds)
  paySession(world, one.session)
  giveBackSpare(world, one)
  if (one.repairs || one.isLearning) return
  const moves = rules.pay.planLateBonus(world.judged(one))
  one.isShort = !moves || !world.post(`late:${one.id}`, "reserve", moves)
  one.reservedMicros += (one.isShort ? [] : (moves ?? [])).reduce((sum, { amountMicros }) => sum + amountMicros, 0)
  one.judgements.push({ act: { kind: "submit" }, by: { kind: "person", id: one.personId }, atMs: nowMs })
  one.case = rules.decisions.beginCase(nowMs)
  world.count("submit")
}

/** Gives an assignment back: its time is paid with the session. */
export function giveBack(world: World, one: Lease): void {
  if (one.state !== "leased") return
  one.state = "released"
  one.endedAtMs = world.nowMs
  one.session.lastLeaseMs = world.nowMs
  giveBackSpare(world, one)
  world.count("skip")
}

/** Time without a lease: a break, reading, or a claim of missing time. */
export function spendUnleased(world: World, { session }: Lease): void {
  const { dice, rules } = world
  if (session.isClosed) return
  const active = world.sessionSeconds(session)
  const kind = dice.whole(1, 3)
  let seconds = 0
  const today = world.sessions.filter(
    ({ personId, midnightMs }) => personId === session.personId && midnightMs === session.midnightMs,
  )
  if (kind === 1) {
    seconds = rules.clock.creditBreak(dice.whole(0, 600), active, session.breakSeconds)
    session.breakSeconds += seconds
  } else if (kind === 2) {
    const granted = rules.clock.decideClaim({
      claimedSeconds: dice.whole(1, 900),
      sessionSeconds: active,
      grantedInSession: session.grantedSeconds,
      grantedToday: today.reduce((sum, one) => sum + one.grantedSeconds, 0),
      wallSeconds: (world.nowMs - session.beganMs) / 1_000,
    })
    claim(world, session, granted.askedSeconds)
    seconds = granted.grantedSeconds
    session.grantedSeconds += seconds
  } else {
    const readToday = today.reduce((sum, one) => sum + one.readSeconds, 0)
    seconds = rules.clock.creditReading(dice.whole(0, 400), readToday)
    session.readSeconds += seconds
  }
  addUnleased(world, session, seconds)
  world.count("unleased")
}

/** Counts time without a lease, which the session's reserve is to pay; after the session was closed it is paid at once. */
function addUnleased(world: World, session: Session, seconds: number): void {
  if (seconds === 0) return
  session.unleasedSeconds += seconds
  session.isLate ||= session.isClosed
  if (session.isClosed) return paySession(world, session)
  const { dueMicros, trancheMicros } = toFunds(world, session)
  if (dueMicros > trancheMicros) session.isLate = true
}

/** Time that somebody has to look at: beyond what is granted at once. */
function claim(world: World, session: Session, askedSeconds: number): void {
  if (askedSeconds === 0) return
  world.claims.push({ session, askedSeconds, atMs: world.nowMs })
  world.count("claimed")
}

/** Claims are answered, or silence grants them. */
export function answerClaims(world: World): void {
  const { dice, rules, nowMs } = world
  for (const one of [...world.claims]) {
    const answered = dice.chance(0.2) ? dice.whole(0, one.askedSeconds) : null
    const seconds = rules.clock.grantedOf(one, answered, nowMs)
    if (seconds === null) continue
    world.claims.splice(world.claims.indexOf(one), 1)
    if (answered === null && nowMs - one.atMs < 72 * 3_600_000)
      world.report("PAY-1", "silence answered a claim too early")
    addUnleased(world, one.session, seconds)
    world.count(answered === null ? "claim granted by silence" : "claim answered")
  }
}

/** What new leases are offered changes; what is leased keeps its own (PAY-4, ACC-5). */
export function changeOffer(world: World): void {
  const { dice, offer } = world
  const scale = (micros: number) => Math.max(1, Math.floor(micros * (0.5 + dice.next())))
  offer.priceMicros = scale(offer.priceMicros)
  if (dice.chance(0.5)) offer.floorMicros = scale(offer.floorMicros)
  offer.capSeconds = dice.pick([120, 200, 600]) ?? 120
  offer.quotedSeconds = dice.whole(5, offer.capSeconds)
  world.restMicros = dice.chance(0.5) ? null : scale(offer.floorMicros)
  offer.guidelineVersion++
  offer.clauses = new Set(dice.chance(0.5) ? ["1.1", "1.2", "2.1"] : ["2.1"])
}

/** The owner pays in: mostly for a few leases, now and then for exactly as many as fit. */
export function payIn(world: World): void {
  const { dice, offer, rules } = world
  const lease = rules.pay.timeMicros(offer.floorMicros, offer.capSeconds + 1_200)
  fund(world, grossMicros(dice.chance(0.3) ? lease : lease * dice.whole(1, 12), world.learningPercent))
}
