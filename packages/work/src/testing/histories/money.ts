import { accountOf } from "../../ledger/accounts.ts"
import type { SessionPay } from "../../pay/dues.ts"
import type { Funds } from "../../pay/reserve.ts"
import { learningWorthOf } from "./checks.ts"
import { AUTHORS, type Lease, PROJECT, type Session, type World } from "./world.ts"

/** A session as the rules of pay see it. */
function toSessionPay(world: World, session: Session): SessionPay {
  return {
    id: session.id,
    projectId: PROJECT,
    personId: session.personId,
    isClosed: session.isClosed,
    assignments: session.leases.map((lease) => ({
      id: lease.id,
      terms: lease.terms,
      isLearning: lease.isLearning,
      paidSeconds: lease.activeSeconds,
      accruedMicros: lease.accruedMicros,
      drawnMicros: lease.drawnMicros,
      availableMicros: Math.max(
        0,
        world.balance("assignment_reserve", lease.id) - world.rules.pay.keptMicros(world.held(lease), world.nowMs),
      ),
    })),
    unleasedSeconds: session.unleasedSeconds,
    readingSeconds: session.readSeconds,
    floorMicrosPerHour: session.floorMicros,
    trancheMicros: world.balance("session_tranche", session.id),
    allowanceMicros: world.balance("session_allowance", session.id),
    allowanceDrawnMicros: session.allowanceDrawnMicros,
    paidMicros: session.paidMicros,
    freeMicros: world.free(),
  }
}

/** Worth of a session's time without a lease that its reserve is to pay. */
function dueOf(world: World, session: Session): number {
  return world.rules.pay.timeMicros(session.floorMicros, session.unleasedSeconds) - session.allowanceDrawnMicros
}

/** What a session's leases can be reserved from. */
export function toFunds(world: World, session: Session): Funds {
  const others = world.sessions.filter((one) => one !== session)
  return {
    projectId: PROJECT,
    sessionId: session.id,
    freeMicros: world.free(),
    trancheMicros: world.balance("session_tranche", session.id),
    heldMicros: session.leases
      .filter(({ state }) => state === "leased")
      .reduce((sum, { id }) => sum + world.balance("assignment_reserve", id), 0),
    dueMicros: dueOf(world, session),
    restMicros: world.restMicros,
    others: others.map((one) => ({
      sessionId: one.id,
      trancheMicros: Math.max(0, world.balance("session_tranche", one.id) - dueOf(world, one)),
    })),
  }
}

/** Takes out of the fund what was learnt in a session that is closed. */
function payLearning(world: World, session: Session): void {
  const fundMicros = world.balance("learning_fund", PROJECT)
  const moves = world.rules.pay.planLearning(toSessionPay(world, session), fundMicros, session.learnedMicros)
  if (moves.length > 0 && world.post(`learn:${session.id}:${session.payments}`, "learn", moves)) {
    session.learnedMicros += moves.reduce((sum, { amountMicros }) => sum + amountMicros, 0)
    world.count("learning paid")
  }
  const missing = session.isClosed ? learningWorthOf(session) - session.learnedMicros : 0
  if (missing > 0 && world.balance("learning_fund", PROJECT) > 0)
    world.report("COA-3", `${missing} of the learning in ${session.id} is not from the fund, and money is there`)
}

/** Pays what a session has earned and not got: learning out of its fund, as far as there is money. */
export function paySession(world: World, session: Session): void {
  payLearning(world, session)
  const due = world.rules.pay.payDue(toSessionPay(world, session))
  const key = `pay:${session.id}:${session.payments++}`
  if (!world.post(key, session.isClosed ? "top_up" : "earn", due.moves)) world.report("LED-2", `${key} is refused`)
  const isHelped = due.owedMicros > 0 || due.moves.some(({ from }) => from.startsWith("project_free"))
  const isLong = session.leases.some(({ activeSeconds, workSeconds }) => activeSeconds > workSeconds)
  if (isHelped && !session.isLate && !isLong) world.report("LED-4b", `the reserves of ${session.id} do not cover it`)
  session.paidMicros += due.paidMicros
  session.owedMicros = due.owedMicros
  session.allowanceDrawnMicros += due.allowanceDrawnMicros
  for (const lease of session.leases) lease.drawnMicros += due.drawn.get(lease.id) ?? 0
}

/** What of a lease that is over its session can use again comes back to the session's reserve. */
export function giveBackSpare(world: World, lease: Lease): void {
  const { id, session, terms, activeSeconds, drawnMicros, repairs, isLearning, state } = lease
  if (session.isClosed) return
  const isJudged = state !== "released" && !repairs && !isLearning
  const accruedMicros = state === "released" ? 0 : world.rules.pay.accrualMicros(terms, activeSeconds)
  const balanceMicros = world.balance("assignment_reserve", id)
  const of = { terms, paidSeconds: activeSeconds, accruedMicros, drawnMicros, isJudged, balanceMicros }
  const [from, to] = [accountOf("assignment_reserve", id), accountOf("session_tranche", session.id)]
  const amountMicros = world.rules.pay.spareMicros(of)
  if (amountMicros > 0) world.post(`spare:${id}:${world.transactions.length}`, "release", [{ from, to, amountMicros }])
}

/** Gives back what need not stay on an assignment's reserve. */
export function release(world: World, lease: Lease): void {
  const held = world.held(lease)
  const amountMicros = held.balanceMicros - world.rules.pay.heldMicros(held, world.nowMs)
  if (amountMicros <= 0) return
  const [from, to] = [accountOf("assignment_reserve", lease.id), accountOf("project_free", PROJECT)]
  world.post(`release:${lease.id}:${world.transactions.length}`, "release", [{ from, to, amountMicros }])
}

/** Closes a session: pays what is missing to the floor, and then gives back what it does not need any more. */
export function closeSession(world: World, session: Session): void {
  session.isClosed = true
  world.count("session closed")
  paySession(world, session)
  const to = accountOf("project_free", PROJECT)
  const kinds = ["session_allowance", "session_tranche"] as const
  const moves = kinds.map((kind) => ({
    from: accountOf(kind, session.id),
    to,
    amountMicros: world.balance(kind, session.id),
  }))
  world.post(`release:${session.id}:${world.transactions.length}`, "release", moves)
  for (const lease of session.leases) release(world, lease)
}

/** Money comes in; what is owed is paid first. */
export function fund(world: World, amountMicros: number): void {
  const moves = world.rules.pay.depositMoves(PROJECT, amountMicros, world.learningPercent)
  world.post(`fund:${world.transactions.length}`, "fund", moves)
  payOwed(world)
}

/** The owner chooses another share for learning, or sets apart some of what is free. */
export function changeShare(world: World): void {
  const { dice } = world
  if (dice.chance(0.6)) return setShare(world, dice.whole(0, 20))
  const [from, to] = [accountOf("project_free", PROJECT), accountOf("learning_fund", PROJECT)]
  const amountMicros = Math.floor(world.free() * dice.next() * 0.3)
  world.post(`apart:${world.transactions.length}`, "set_apart", [{ from, to, amountMicros }])
}

/** Of deposits so much is for learning from now on; with a lower share what is unspent comes back. 0 also where the project ends. */
export function setShare(world: World, after: number): void {
  const fundMicros = world.balance("learning_fund", PROJECT)
  const percent = { before: world.learningPercent, after }
  const fund = { projectId: PROJECT, fundMicros, donatedMicros: world.donatedMicros, percent }
  const moves = after <= percent.before ? world.rules.pay.planPutBack(fund) : []
  world.post(`back:${world.transactions.length}`, "put_back", moves)
  world.learningPercent = after
  if (moves.length > 0) world.count("put back")
  payOwed(world)
}

/** Pays what is owed for want of money, as far as there is some now. */
export function payOwed(world: World): void {
  for (const session of world.sessions) if (session.owedMicros > 0) paySession(world, session)
  for (const lease of world.leases) {
    const amountMicros = Math.min(lease.owedMicros, world.free())
    const [from, to] = [accountOf("project_free", PROJECT), accountOf("worker_payable", lease.personId)]
    const key = `bonus:${lease.id}:owed:${world.transactions.length}`
    if (amountMicros > 0 && world.post(key, "bonus", [{ from, to, amountMicros }])) lease.owedMicros -= amountMicros
  }
}

/** Somebody takes out what is theirs, or a payout goes on. */
export function payOut(world: World): void {
  const { dice, rules } = world
  const personId = dice.pick(AUTHORS) ?? 1
  const open = world.payouts.find(({ state }) => state === "requested" || state === "sent")
  if (open && dice.chance(0.7)) {
    const event = dice.pick(["send", "confirm", "fail", "call_back"] as const) ?? "send"
    const next = rules.pay.stepPayout(open.state, event)
    if (next === null) return
    open.state = next
    if (next === "failed") {
      const moves = rules.pay.putBack(open.personId, open.amountMicros)
      world.post(`back:${open.number}`, "payout_failed", moves)
    }
    return
  }
  const before = world.balance("worker_payable", personId)
  const payout = rules.pay.takeOut(personId, before, world.currency)
  if (!payout) return
  const number = world.payouts.length
  world.post(`payout:${number}`, "payout", payout.moves)
  const after = world.balance("worker_payable", personId)
  if (payout.amountMicros + after !== before || payout.remainderMicros !== after)
    world.report("LED-9", `${before} became ${payout.amountMicros} and ${after}`)
  world.payouts.push({ personId, amountMicros: payout.amountMicros, state: "requested", number })
  world.count("payout")
}

/** Somebody gives a part of what is theirs, and what was given before is shared out by weights (PAY-6). */
export function donate(world: World): void {
  const { dice, rules } = world
  const personId = dice.pick(AUTHORS) ?? 1
  const amountMicros = Math.floor(world.balance("worker_payable", personId) * dice.next())
  const [from, to] = [accountOf("worker_payable", personId), accountOf("learning_fund", PROJECT)]
  if (world.post(`gift:${world.transactions.length}`, "donation", [{ from, to, amountMicros }]))
    world.donatedMicros += amountMicros
  const shares = AUTHORS.map((id) => ({ id: `p${id}`, weight: dice.whole(0, 50) }))
  const parts = rules.ledger.splitExactly(amountMicros, shares)
  const again = rules.ledger.splitExactly(amountMicros, [...shares].reverse())
  const sum = [...parts.values()].reduce((all, part) => all + part, 0)
  const isStable = shares.every(({ id }) => parts.get(id) === again.get(id) && (parts.get(id) ?? -1) >= 0)
  if (sum !== amountMicros || !isStable) world.report("PAY-6", `${amountMicros} became ${sum}`)
}
