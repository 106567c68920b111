import type { JudgementAct } from "@justesse/types/decisions/judgement"
import type { CaseState, Judgement } from "../../decisions/judgement.ts"
import { verdictOf } from "../../decisions/machine.ts"
import type { Judge } from "../../decisions/refusal.ts"
import { accountOf } from "../../ledger/accounts.ts"
import { checkJudgement, checkSiblings } from "./legality.ts"
import { payOwed, release } from "./money.ts"
import { lease, submit, work } from "./work.ts"
import { isReplayed, type Lease, ORGANISATION, OWNER, PROJECT, TOLERANCE, type World } from "./world.ts"

/** What somebody who knows the rules does. */
const LIKELY: Readonly<Partial<Record<CaseState["status"], readonly JudgementAct["kind"][]>>> = {
  submitted: ["return", "propose", "propose", "propose", "accept"],
  returned: ["keep", "keep", "keep", "withdraw"],
  proposed: ["concur", "concur", "concur", "concur", "concur", "disagree", "reply"],
  rejected: ["appeal", "appeal", "appeal", "appeal", "leave"],
  appealed: ["answer", "answer", "answer", "take_back", "reply"],
}

const KINDS = [
  "accept",
  "return",
  "propose",
  "propose",
  "concur",
  "concur",
  "disagree",
  "keep",
  "reply",
  "leave",
  "appeal",
  "appeal",
  "take_back",
  "answer",
  "withdraw",
] as const satisfies readonly JudgementAct["kind"][]

/** An act of somebody who may be honest, mistaken or out to cheat. */
function drawAct(world: World, one: Lease): JudgementAct {
  const { dice } = world
  const clause = dice.pick(dice.chance(0.9) ? [...one.clauses] : ["1.1", "1.2", "2.1"]) ?? "1.1"
  const likely = one.case && dice.chance(0.8) ? LIKELY[one.case.status] : undefined
  const drawn = dice.pick(likely ?? KINDS) ?? "accept"
  const isRepairable = one.iou > 0 && !isReplayed(one) && one.case?.returns === 0
  const kind = drawn === "propose" && isRepairable && dice.chance(0.9) ? "return" : drawn
  switch (kind) {
    case "propose": {
      const value = dice.chance(0.9) ? one.iou : dice.next()
      const threshold = dice.chance(0.95) ? TOLERANCE : 0.99
      const place = { type: "metric", name: "iou", partId: "r", referenceId: "known", value, threshold } as const
      const replay = {
        type: "metric",
        name: "replayed",
        partId: null,
        referenceId: "known",
        value: 1,
        threshold: 0,
      } as const
      const fits = one.iou === 0 ? "empty_or_random" : isReplayed(one) ? "fraud" : "geometry_out_of_tolerance"
      const any = dice.pick(["geometry_out_of_tolerance", "empty_or_random", "fraud"] as const)
      const reason = dice.chance(0.85) ? fits : any
      const evidence = dice.chance(0.05) ? [] : [reason === "fraud" ? replay : place]
      return { kind, reason: reason ?? "fraud", clause, evidence }
    }
    case "return":
      return { kind, clause, note: "look again" }
    case "answer":
      return { kind, answer: dice.pick(["first", "second", "both", "unclear"] as const) ?? "both", clause, text: "so" }
    case "reply":
    case "add":
      return { kind, text: "it is right" }
    case "appeal":
      return { kind, text: "", evidence: [] }
    default:
      return { kind }
  }
}

/** Somebody does something to a submission, mostly somebody who could. */
export function judge(world: World): void {
  const { dice, judges } = world
  const isOpen = ({ case: state }: Lease) => state !== null && verdictOf(state.status) === "open"
  const open = world.leases.filter((lease) => (dice.chance(0.95) ? isOpen(lease) : lease.case !== null))
  const one = dice.pick(open)
  if (!one?.case) return
  catchUp(world, one)
  const act = drawAct(world, one)
  const isAuthors = ["keep", "reply", "leave", "appeal", "take_back"].includes(act.kind)
  const adjudicator = act.kind === "answer" ? one.case.assigned?.adjudicatorId : undefined
  const likely = isAuthors
    ? one.personId
    : (adjudicator ?? dice.pick(world.isOneKind && act.kind === "propose" ? [11] : [OWNER, 11, 12, 13]))
  const by = judges.find(({ id }) => id === likely && dice.chance(0.9)) ?? dice.pick(judges)
  if (by) attempt(world, one, act, by)
}

function attempt(world: World, one: Lease, act: JudgementAct, by: Judge): void {
  const state = one.case
  if (!state) return
  const refusal = world.rules.decisions.whyNotJudge(state, { act, by, atMs: world.nowMs }, world.facts(one))
  if (refusal) return world.count(`refused ${refusal}`)
  // Without the money for an appeal there is no rejection.
  if ((act.kind === "propose" || act.kind === "concur") && !reserveAppeal(world, one))
    return world.count("no money to appeal")
  checkJudgement(world, one, act, by)
  append(world, one, { act, by: { kind: "person", id: by.id }, atMs: world.nowMs })
  if (act.kind === "answer") payAdjudicator(world, one, by.id)
}

function reserveAppeal(world: World, one: Lease): boolean {
  const { rules } = world
  const wanted = rules.pay.appealReserveMicros(one.terms, rules.appeals.wonSeconds)
  const amountMicros = Math.max(0, wanted - one.appealMicros)
  const [from, to] = [accountOf("project_free", PROJECT), accountOf("assignment_reserve", one.id)]
  const key = `appeal:${one.id}:${world.transactions.length}`
  if (!world.post(key, "reserve_appeal", [{ from, to, amountMicros }])) return false
  one.appealMicros += amountMicros
  one.reservedMicros += amountMicros
  return true
}

/** Appends a judgement, with the money that moves in its transaction and what follows from it at once. */
export function append(world: World, one: Lease, judgement: Judgement): void {
  const { rules } = world
  const before = one.case
  if (!before) return
  const after = rules.decisions.stepCase(before, judgement)
  one.judgements.push(judgement)
  one.case = after
  world.count(`judged ${judgement.act.kind} by ${judgement.by.kind}`)
  const { bonus, compensation, owedMicros } = rules.pay.verdictMoves(world.judged(one), before, after)
  one.owedMicros += owedMicros
  if (owedMicros > 0 && !one.isShort) world.report("LED-3", `${owedMicros} of the bonus of ${one.id} are missing`)
  const number = one.judgements.length
  if (!world.post(`bonus:${one.id}:${number}`, "bonus", bonus)) world.report("LED-3", `no bonus for ${one.id}`)
  const isPaid = world.post(`won:${one.id}:${number}`, "compensation", compensation)
  if (!isPaid) world.report("LED-3", `no minutes for the appeal of ${one.id}`)
  one.appealMicros -= compensation.reduce((sum, { amountMicros }) => sum + amountMicros, 0)
  if (judgement.act.kind === "appeal") assign(world, one)
  if (rules.appeals.findRepairs(before, after)?.reopens) reopenSiblings(world, one, world.nowMs)
  if (verdictOf(after.status) === "open") return
  release(world, one)
  // What was free of it pays what waits, as the next step of an engine does.
  payOwed(world)
}

/** Draws the third person of an appeal; with nobody there the author is right. */
function assign(world: World, one: Lease): void {
  const { rules, dice, staff } = world
  if (!one.case) return
  const origin = { authorId: one.personId, ownerIds: [OWNER], organisation: ORGANISATION }
  const eligible = rules.appeals.listEligible(one.case, origin, staff)
  const drawn = rules.appeals.drawAdjudicator(eligible, [dice.next(), dice.next()])
  const act = drawn ?? ({ kind: "unanswered" } as const)
  append(world, one, { act, by: { kind: "rule" }, atMs: world.nowMs })
  if (drawn && one.case?.assigned) {
    const view = rules.appeals.showBlind(one.case, { author: "a", reviewer: "r", clauses: [...one.clauses] })
    if ((view.first === "a") !== one.case.assigned.authorIsFirst) world.report("APP-1", "shown in another order")
  }
}

function reopenSiblings(world: World, one: Lease, atMs: number): void {
  const { rules } = world
  // The second persons have their 48 hours from now on, whenever the deadline was that overturned this one.
  const rejected = world.leases.flatMap((other) => (other.case ? [toRejected(other, other.case)] : []))
  if (!one.case) return
  const found = rules.appeals.listSiblings(toRejected(one, one.case), rejected, atMs)
  checkSiblings(world, one, found, atMs)
  for (const { id } of found) {
    const sibling = world.leases.find((other) => other.id === id)
    if (sibling) append(world, sibling, rules.appeals.reopen(one.id, atMs))
  }
}

function toRejected({ id, guidelineVersion }: Lease, state: CaseState) {
  return { id, projectId: PROJECT, guidelineVersion, state }
}

function payAdjudicator(world: World, one: Lease, personId: number): void {
  const amountMicros = Math.min(
    one.appealMicros,
    world.balance("assignment_reserve", one.id),
    world.rules.pay.timeMicros(one.terms.floorMicrosPerHour, world.dice.whole(60, 900)),
  )
  const [from, to] = [accountOf("assignment_reserve", one.id), accountOf("worker_payable", personId)]
  if (world.post(`third:${one.id}:${one.judgements.length}`, "review_time", [{ from, to, amountMicros }]))
    one.appealMicros -= amountMicros
}

/** Appends what silence has made of a submission by now. */
export function catchUp(world: World, one: Lease): void {
  for (let due = nextDue(world, one); due; due = nextDue(world, one)) {
    checkJudgement(world, one, due.act, null, due.atMs)
    append(world, one, due)
  }
}

function nextDue(world: World, one: Lease): Judgement | undefined {
  return one.case ? world.rules.decisions.listDue(one.case, world.nowMs)[0] : undefined
}

/** An author repairs what was sent back, under a lease of its own that is paid by time. */
export function repair(world: World): void {
  const one = world.dice.pick(world.leases.filter(({ case: state }) => state?.status === "returned"))
  if (!one) return
  catchUp(world, one)
  if (one.case?.status !== "returned") return
  const again = lease(world, one.personId, one)
  if (!again) return
  work(world, again)
  submit(world, again)
  catchUp(world, one)
  if (one.case.status !== "returned") return
  append(world, one, { act: { kind: "repair" }, by: { kind: "person", id: one.personId }, atMs: world.nowMs })
}
