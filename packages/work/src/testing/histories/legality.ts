import type { JudgementAct } from "@justesse/types/decisions/judgement"
import type { RejectedCase } from "../../appeals/siblings.ts"
import type { Judgement } from "../../decisions/judgement.ts"
import type { Judge } from "../../decisions/refusal.ts"
import { isReplayed, type Lease, ORGANISATION, OWNER, TOLERANCE, type World } from "./world.ts"

/** What is said of a figure and what is computed again may differ by so much (ACC-2). */
const WITHIN = 1e-6

/**
 * What the rules of decisions forbid, told once more and otherwise: by looking through the rows of a submission, with no state, no
 * table of steps and no deadline of the rules.
 */
const HOUR = 3_600_000
const DAY = 24 * HOUR

const personOf = ({ by }: Judgement) => (by.kind === "person" ? by.id : null)

/** The last row of some kinds. */
function lastOf(rows: readonly Judgement[], ...kinds: readonly Judgement["act"]["kind"][]): Judgement | undefined {
  return rows.filter(({ act }) => kinds.includes(act.kind)).at(-1)
}

/** When silence may do this to a submission at the earliest, from its rows. */
function silenceFromMs(rows: readonly Judgement[], kind: Judgement["act"]["kind"]): number {
  const at = (...kinds: readonly Judgement["act"]["kind"][]) => lastOf(rows, ...kinds)?.atMs ?? Number.POSITIVE_INFINITY
  const proposed = lastOf(rows, "propose")?.act
  const isFraud = proposed?.kind === "propose" && proposed.reason === "fraud"
  switch (kind) {
    case "accept":
      return at("submit", "repair", "keep") + 72 * HOUR
    case "keep":
      return at("return") + 5 * DAY
    case "disagree":
      return at("propose", "reopen") + 48 * HOUR + (isFraud ? 14 * DAY : 0)
    case "leave":
      return Math.max(at("concur") + 14 * DAY, lastOf(rows, "take_back")?.atMs ?? 0)
    case "unanswered":
      return at("appeal") + 14 * DAY
    default:
      return Number.POSITIVE_INFINITY
  }
}

/** Searches a judgement that is about to be appended for what is forbidden. `by` is null for silence. */
export function checkJudgement(
  world: World,
  lease: Lease,
  act: Judgement["act"],
  by: Judge | null,
  atMs = world.nowMs,
): void {
  const rows = lease.judgements
  if (!by) {
    const expected = silenceFromMs(rows, act.kind)
    const id = act.kind === "unanswered" ? "APP-2" : "ACC-4"
    if (lease.case?.status === "appealed" && act.kind !== "unanswered")
      world.report("APP-2", `silence did ${act.kind} to an appeal`)
    else if (act.kind === "concur" || act.kind === "propose") world.report("ACC-3", `silence did ${act.kind}`)
    else if (atMs !== expected) world.report(id, `silence did ${act.kind} at ${atMs}, not at ${expected}`)
    return
  }
  if (by.isService) world.report("ACC-3", `a program did ${act.kind}`)
  if (act.kind === "propose") checkProposal(world, lease, act)
  if (act.kind === "concur") checkSecond(world, lease, by)
  if (act.kind === "answer") checkThird(world, lease, by.id)
}

function checkProposal(world: World, lease: Lease, act: Extract<JudgementAct, { kind: "propose" }>): void {
  if (world.consequence === "suspended") world.report("REQ-3", "a rejection was proposed while nobody may")
  if (!lease.isJudgeable) world.report("ACC-6", "an opinion was judged")
  if (!act.reason || !act.clause || act.evidence.length === 0) world.report("ACC-1", "nothing was shown")
  if (!lease.clauses.has(act.clause)) world.report("ACC-5", `clause ${act.clause} was not there at the lease`)
  const isBroken = {
    empty_or_random: lease.iou === 0,
    fraud: isReplayed(lease),
    // What was said may differ from what is computed again by a millionth: one value in a million that was made up does.
    other:
      lease.iou < TOLERANCE &&
      act.evidence.every((one) => one.type === "metric" && Math.abs(one.value - lease.iou) <= WITHIN),
  }
  const isShown = act.reason === "empty_or_random" || act.reason === "fraud" ? isBroken[act.reason] : isBroken.other
  if (!isShown) world.report("ACC-2", `${act.reason} does not hold`)
  const isDirect = act.reason === "empty_or_random" || act.reason === "fraud"
  if (!isDirect && !lastOf(lease.judgements, "return")) world.report("ACC-1", "no repair was offered")
}

function checkSecond(world: World, lease: Lease, by: Judge): void {
  const proposal = lastOf(lease.judgements, "propose")
  const first = proposal && personOf(proposal)
  if (first === null || first === undefined) world.report("ACC-3", "nobody proposed it")
  if (world.consequence === "outside" && by.organisation === ORGANISATION)
    world.report("REQ-3", `${by.id} is not from outside`)
  if (by.id === first || by.id === lease.personId || first === lease.personId || by.isOwner)
    world.report("ACC-3", `${first} and ${by.id} are no two people who are not the author ${lease.personId}`)
}

function checkThird(world: World, lease: Lease, id: number): void {
  const involved = new Set<number | null>([lease.personId, OWNER])
  for (const row of lease.judgements)
    if (["return", "propose", "concur", "disagree", "answer"].includes(row.act.kind)) involved.add(personOf(row))
  const one = world.staff.find((member) => member.id === id)
  const isOutside = one && one.isQualified && !one.isService && one.organisation !== ORGANISATION
  if (involved.has(id) || !isOutside) world.report("APP-1", `${id} decides an appeal of ${[...involved].join(", ")}`)
}

/** Compares the rejections that are reopened with all that should be (APP-4), by their rows. */
export function checkSiblings(world: World, overturned: Lease, found: readonly RejectedCase[], atMs: number): void {
  const kindOf = (lease: Lease) => {
    const proposal = lastOf(lease.judgements, "propose")
    const clause = proposal?.act.kind === "propose" ? proposal.act.clause : ""
    return `${proposal && personOf(proposal)}/${clause}/${lease.guidelineVersion}`
  }
  const expected = world.leases.filter((lease) => {
    const isHeld = lease.case?.status === "rejected" || lease.case?.status === "stands"
    const rejectedAtMs = lastOf(lease.judgements, "concur")?.atMs ?? Number.NEGATIVE_INFINITY
    return lease !== overturned && isHeld && atMs - rejectedAtMs <= 30 * DAY && kindOf(lease) === kindOf(overturned)
  })
  if (expected.length > 0) world.count("siblings reopened")
  const ids = (list: readonly { readonly id: string }[]) =>
    list
      .map(({ id }) => id)
      .sort()
      .join()
  if (ids(expected) !== ids(found)) world.report("APP-4", `reopens ${ids(found)}, not ${ids(expected)}`)
}
