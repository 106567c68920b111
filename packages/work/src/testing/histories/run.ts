import type { WorkRules } from "../../rules.ts"
import { Checker, checkLedger, seal } from "./checks.ts"
import { Dice } from "./dice.ts"
import { append, catchUp, judge, repair } from "./judging.ts"
import { changeShare, closeSession, donate, fund, giveBackSpare, payOut, payOwed, release, setShare } from "./money.ts"
import * as at from "./work.ts"
import { AUTHORS, type Lease, World } from "./world.ts"

const HOUR = 3_600_000

/** What is due by now happens: leases run out, silence speaks, sessions are closed, money is given back. Twice changes nothing. */
function runDue(world: World): void {
  const { rules, nowMs } = world
  for (const lease of world.leases) {
    if (lease.state !== "leased" || lease.expiresAtMs > nowMs) continue
    lease.state = "expired"
    lease.endedAtMs = lease.expiresAtMs
    lease.session.lastLeaseMs = Math.max(lease.session.lastLeaseMs, lease.expiresAtMs)
    giveBackSpare(world, lease)
    world.count("expired")
  }
  const due = world.leases.flatMap((lease) => {
    const first = lease.case ? rules.decisions.listDue(lease.case, nowMs)[0] : undefined
    return first ? [{ lease, atMs: first.atMs }] : []
  })
  for (const { lease } of due.sort((a, b) => a.atMs - b.atMs)) catchUp(world, lease)
  at.answerClaims(world)
  for (const session of world.sessions) {
    const times = {
      openLeases: world.openLeases(session),
      lastLeaseMs: session.lastLeaseMs,
      activeSeconds: world.sessionSeconds(session),
      midnightMs: session.midnightMs,
    }
    if (!session.isClosed && rules.pay.isToClose(times, nowMs)) closeSession(world, session)
  }
  for (const lease of world.leases) release(world, lease)
  payOwed(world)
}

/** Time passes; now and then nothing looks at what is due meanwhile, or two programs look at once. */
function passTime(world: World): void {
  const { dice } = world
  const hours = dice.chance(0.75) ? dice.next() : dice.chance(0.85) ? dice.whole(1, 60) : dice.whole(60, 400)
  const untilMs = world.nowMs + Math.floor((hours * HOUR) / 1_000) * 1_000
  at.tellBefore(world, untilMs)
  world.nowMs = untilMs
  if (dice.chance(0.8)) runDue(world)
  if (dice.chance(0.2)) runDue(world)
}

/** A transaction that is sent again is the same; another one under its key is refused (LED-5). */
function repeat(world: World): void {
  const one = world.dice.pick([...world.byKey.values()])
  if (!one) return
  const before = world.transactions.length
  if (!world.store(one) || world.transactions.length !== before) world.report("LED-5", `${one.key} is stored again`)
  const [first, second, ...others] = one.entries
  // Two equal amounts swapped are the same transaction.
  if (!first || !second || first.amountMicros === second.amountMicros) return
  const swapped = [
    { ...first, amountMicros: second.amountMicros },
    { ...second, amountMicros: first.amountMicros },
    ...others,
  ]
  if (world.store({ ...one, entries: swapped })) world.report("LED-5", `${one.key} says something else now`)
}

function someLease(world: World, isMeant: (lease: Lease) => boolean): Lease | undefined {
  return world.dice.pick(world.leases.filter(isMeant))
}

type Act = (world: World) => unknown

/** One act, as often as its weight says: of everything; of a history full of work; of one full of decisions. */
const ACTS: readonly (readonly [mixed: number, working: number, judging: number, act: Act])[] = [
  [2, 2, 1, (world) => at.payIn(world)],
  [6, 1, 2, (world) => at.lease(world, world.dice.pick(AUTHORS) ?? 1)],
  [0, 5, 0, (world) => at.lease(world, 1)],
  [8, 25, 2, (world) => onLease(world, ({ state }) => state === "leased", at.work)],
  [6, 5, 2, (world) => onLease(world, ({ state }) => state === "leased", at.submit)],
  [1, 1, 0, (world) => onLease(world, ({ state }) => state === "leased", at.giveBack)],
  [1, 1, 0, (world) => onLease(world, ({ state }) => state === "expired", at.submit)],
  [3, 6, 1, (world) => at.tellLate(world)],
  [1, 3, 0, (world) => onLease(world, ({ session }) => !session.isClosed, at.spendUnleased)],
  [20, 2, 40, (world) => judge(world)],
  [4, 1, 8, (world) => repair(world)],
  [5, 2, 2, (world) => passTime(world)],
  [1, 1, 0, (world) => at.changeOffer(world)],
  [1, 1, 0, (world) => payOut(world)],
  [1, 1, 0, (world) => donate(world)],
  [1, 0, 0, (world) => changeShare(world)],
  [1, 1, 1, (world) => repeat(world)],
  [1, 0, 1, (world) => world.isAudited && seal(world)],
]
const WEIGHTED = ([0, 1, 2] as const).map((which) => ACTS.flatMap((row) => Array<Act>(row[which]).fill(row[3])))

function onLease(world: World, isMeant: (lease: Lease) => boolean, act: (world: World, lease: Lease) => void): void {
  const one = someLease(world, isMeant)
  if (one) act(world, one)
}

/** Everybody goes home: all is told and paid in, and so much time passes that nothing is open. */
function finish(world: World): void {
  while (world.late.length > 0) at.tellLate(world)
  fund(world, 1e12)
  setShare(world, 0)
  for (let i = 0; i < 9; i++) {
    world.nowMs += 10 * 24 * HOUR
    runDue(world)
  }
}

/** The published figures of appeals, and the counts of outcomes, beside what the rows say (APP-3, APP-5). */
function checkFigures(world: World): void {
  const { appeals, decisions } = world.rules
  const judged = world.leases.flatMap((lease) => (lease.case ? [{ lease, state: lease.case }] : []))
  const counts = decisions.countOutcomes(judged.map(({ state }) => state))
  const stands = judged.filter(({ state }) => state.status === "stands").length
  if (counts.rejected !== stands || counts.good !== judged.length - stands || counts.open !== 0)
    world.report("APP-3", `counts ${JSON.stringify(counts)}, ${stands} of ${judged.length} stand`)
  const records = judged.flatMap(({ lease: { judgements }, state }) => {
    if (state.appealedAtMs === null) return []
    return [
      {
        appealedAtMs: state.appealedAtMs,
        decidedAtMs: judgements.at(-1)?.atMs ?? null,
        isOverturned: state.status === "overturned",
      },
    ]
  })
  const rejections = judged.reduce(
    (sum, { lease }) => sum + lease.judgements.filter(({ act }) => act.kind === "concur").length,
    0,
  )
  const figures = appeals.computeAppealFigures(rejections, records)
  const overturned = records.filter(({ isOverturned }) => isOverturned).length
  const rate = figures.overturnRate
  const isRate =
    records.length === 0 ? rate === null : rate !== null && rate.low <= rate.share && rate.share <= rate.high
  if (
    figures.appeals !== records.length ||
    figures.overturned !== overturned ||
    !isRate ||
    (figures.medianHours ?? 0) < 0
  )
    world.report("APP-5", JSON.stringify(figures))
  for (const { lease, state } of judged) {
    if (state.status !== "overturned") continue
    const by = { kind: "silence" } as const
    const before = world.transactions.length
    try {
      append(world, lease, { act: { kind: "unanswered" }, by, atMs: world.nowMs })
      world.report("APP-3", `${lease.id} is overturned twice`)
    } catch {
      if (world.transactions.length !== before) world.report("APP-3", `${lease.id} is paid twice`)
    }
  }
}

/**
 * Money comes in, and a history has its subject: anything; somebody new who works a lot at once; answers with something wrong, all about
 * one clause.
 */
function begin(world: World, focus: number): void {
  at.payIn(world)
  if (focus === 0 || (focus === 1 && world.dice.chance(0.7))) return
  for (let i = 0; i < 4; i++) at.payIn(world)
  world.isOneKind = focus === 2 && world.dice.chance(0.5)
  if (world.isOneKind) world.offer.clauses = new Set(["1.1"])
  if (focus === 1) world.offer.capSeconds = 600
  for (const personId of focus === 1 ? [1, 1, 1] : [...AUTHORS, ...AUTHORS]) {
    const lease = at.lease(world, personId)
    if (!lease) continue
    for (let i = 0; i < (focus === 1 ? 6 : 1); i++) at.work(world, lease)
    at.submit(world, lease)
  }
}

/** One random history. */
interface HistoryReport {
  readonly seed: number
  readonly problems: readonly string[]
  readonly done: Readonly<Record<string, number>>
  readonly transactions: number
}

/** Plays a history that follows from its seed, by rules that may be wrong; stops at the first act that breaks something. */
export function playHistory(seed: number, rules: WorkRules): HistoryReport {
  const dice = new Dice(seed)
  const world = new World(rules, dice, seed % 4 === 0)
  const checker = new Checker(world)
  const focus = dice.whole(0, 2)
  begin(world, focus)
  const acts = dice.whole(15, focus === 1 ? 50 : 40)
  try {
    for (let i = 0; i < acts && world.problems.length === 0; i++) {
      const act = dice.pick(WEIGHTED[focus] ?? [])
      if (act) act(world)
      checker.afterAct()
    }
    if (world.problems.length === 0) {
      finish(world)
      checker.afterAct()
      checker.atEnd()
      checkFigures(world)
      if (world.isAudited) checkLedger(world, checker.balances)
    }
  } catch (error) {
    world.report("crash", String(error instanceof Error ? error.stack : error))
  }
  return { seed, problems: world.problems, done: world.done, transactions: world.transactions.length }
}
