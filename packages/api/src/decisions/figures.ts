import { type BareCase, listRejections } from "@justesse/db/decisions"
import type { AppealFigures } from "@justesse/types/wire/decision"
import { findConsequence, SUSPENDED_MS } from "@justesse/work/appeals/consequences"
import { computeAppealFigures } from "@justesse/work/appeals/figures"
import { asOf } from "@justesse/work/decisions/deadlines"
import { beginCase, isRejected, projectCase, stepCase } from "@justesse/work/decisions/machine"
import type { Deps } from "../core/deps.ts"

/** One appeal of a case, when it came and how it ended. */
interface AppealRecord {
  readonly appealedAtMs: number
  readonly decidedAtMs: number | null
  readonly isOverturned: boolean
}

/** The appeals of a case; one that was taken back is none. */
function appealsOf({ judgements: [first, ...others] }: BareCase): AppealRecord[] {
  const appeals: AppealRecord[] = []
  let state = beginCase(first?.atMs ?? 0)
  for (const judgement of others) {
    const { appealedAtMs, status } = state
    state = stepCase(state, judgement)
    const ends = judgement.act.kind === "answer" || judgement.act.kind === "unanswered"
    if (!ends || status !== "appealed" || appealedAtMs === null) continue
    appeals.push({ appealedAtMs, decidedAtMs: judgement.atMs, isOverturned: state.status === "overturned" })
  }
  if (state.status === "appealed" && state.appealedAtMs !== null)
    appeals.push({ appealedAtMs: state.appealedAtMs, decidedAtMs: null, isOverturned: false })
  return appeals
}

/** Returns what a project publishes about its rejections, and what follows for it where too many were overturned. */
export async function readFigures(
  { storage, nowMs }: Pick<Deps, "storage" | "nowMs">,
  projectId: number,
): Promise<AppealFigures> {
  return figuresOf(await listRejections(storage.db, projectId), nowMs())
}

/** Returns {@link readFigures} with the number of rejections that hold no more: overturned, reopened or dropped. */
export async function readRejections(
  { storage, nowMs }: Pick<Deps, "storage" | "nowMs">,
  projectId: number,
): Promise<AppealFigures & { readonly undone: number }> {
  const cases = await listRejections(storage.db, projectId)
  const states = cases.map(({ judgements }) => asOf(projectCase(judgements), nowMs()))
  return { ...figuresOf(cases, nowMs()), undone: states.filter(({ status }) => !isRejected(status)).length }
}

function figuresOf(cases: readonly BareCase[], nowMs: number): AppealFigures {
  const appeals = cases.flatMap(appealsOf)
  const figures = computeAppealFigures(cases.length, appeals)
  const decided = appeals.flatMap(({ decidedAtMs }) => (decidedAtMs === null ? [] : [decidedAtMs]))
  const found = findConsequence(figures.overturned, decided.length)
  const untilMs = Math.max(0, ...decided) + SUSPENDED_MS
  // Once the month is over rejections may be proposed again, and are looked at by somebody from outside.
  const consequence = found === "suspended" && untilMs <= nowMs ? "outside" : found
  return { ...figures, consequence, suspendedUntilMs: consequence === "suspended" ? untilMs : null }
}
