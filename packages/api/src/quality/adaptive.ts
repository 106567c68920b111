import {
  countFirstAnswers,
  findModelVersion,
  findTaskQuality,
  listAskedBefore,
  type TaskQuality,
} from "@justesse/db/quality"
import { markDirty } from "@justesse/db/work/tasks"
import { EVIDENCE_ON_PEOPLE } from "@justesse/quality/adaptive/nextLabels"
import { shouldAskOneMore } from "@justesse/quality/adaptive/oneMore"
import type { ReliableConsensus } from "@justesse/quality/project/reliable"
import { isTied } from "@justesse/quality/review/tie"
import {
  type AnnotationBody,
  canonicalJson,
  overlapOf,
  type ProjectSettings,
  qualityRulesOf,
  type TaskNumber,
} from "@justesse/types"
import type { Deps } from "../core/deps.ts"
import { type ResolveInput, type ResolveOutcome, resolveWith } from "../work/resolve/outcome.ts"

/** A task whose consensus was just computed. */
interface AdaptiveInput {
  readonly projectId: number
  readonly taskId: TaskNumber
  readonly settings: Pick<ProjectSettings, "quality" | "overlap">
  readonly input: ResolveInput
  readonly found: ReliableConsensus
  readonly outcome: ResolveOutcome
  /** Version of the model behind the consensus; 0 for none. */
  readonly modelVersion: number
}

/** What becomes of the task, and what is to be remembered of its risk; null where nothing is known and nothing was asked. */
interface Adapted {
  readonly outcome: ResolveOutcome
  readonly quality: TaskQuality | null
}

/**
 * Asks one more person while the risk of a task is above the project's target, up to `most` people and within the budget; a
 * share of the tasks that would stop goes on to `most`, with the answer at the stop remembered, to measure what stopping
 * costs. Nothing stops early while too little is known of the people. Where the risk is low enough, differences are decided
 * as proposed, unless one of them is a tie: nothing is proposed there. Tasks that reviewers have, and those settled before, are left as they are.
 */
export async function adaptOverlap(
  deps: Pick<Deps, "storage" | "hmac" | "nowMs">,
  { projectId, taskId, settings, input, found, outcome, modelVersion }: AdaptiveInput,
): Promise<Adapted> {
  const { on, most, target, budget, audit } = qualityRulesOf(settings).adaptive
  const { status, review } = input
  const start = overlapOf(settings.overlap, taskId)
  const isJudged = outcome.to === "settled" || outcome.to === "disputed"
  if (!isJudged || (!on && found.risk === null)) return { outcome, quality: null }
  const was = await findTaskQuality(deps.storage.db, projectId, taskId)
  const isLow = found.risk !== null && found.risk <= target && found.evidence >= EVIDENCE_ON_PEOPLE
  const isProposed = isLow && !found.differences.some(isTied)
  const decided = () => (isProposed && outcome.to === "disputed" ? resolveWith(input, found, found.proposed) : outcome)
  const noted: TaskQuality = {
    ...(was ?? { askedMore: 0, stopped: false, audited: false, earlyAnswer: null }),
    riskPpm: Math.round((found.risk ?? 1) * 1e6),
    modelVersion,
  }
  const isFresh = (status.state === "open" || status.state === "waiting") && !review
  if (on && isJudgedAgain(input, found, deps.nowMs())) return { outcome: decided(), quality: noted }
  if (!on || !isFresh) return { outcome, quality: noted }
  const decision = shouldAskOneMore({
    risk: found.risk,
    target,
    answers: status.submitted,
    most,
    budgetLeft: budget === null ? null : budget - (await countFirstAnswers(deps.storage.db, projectId)),
    evidence: found.evidence,
    auditDraw: Number.parseInt(deps.hmac(`audit:${projectId}:${taskId}`).slice(0, 8), 16) / 2 ** 32,
    auditShare: audit,
  })
  if (decision.ask) {
    const isAudit = decision.reason === "audit"
    const earlyAnswer = isAudit ? (noted.earlyAnswer ?? canonicalJson(bodyOf(found))) : noted.earlyAnswer
    const askedMore = Math.max(0, Math.max(status.submitted, status.overlap - 1) + 1 - start)
    const asked = { ...noted, askedMore, stopped: false, audited: noted.audited || isAudit, earlyAnswer }
    return { outcome: { to: "more" }, quality: asked }
  }
  return {
    outcome: decided(),
    quality: {
      ...noted,
      askedMore: Math.max(0, status.submitted - start),
      stopped: decision.reason === "enough",
    },
  }
}

/**
 * A task that a newer model of its people would answer otherwise: decided by the rule before, or waiting for a reviewer who has not
 * begun. Nobody more is asked.
 */
function isJudgedAgain({ status, review }: ResolveInput, { differences }: ReliableConsensus, nowMs: number): boolean {
  if (differences.length === 0 || !differences.every(({ by }) => by === "habits")) return false
  if (status.state === "settled") return status.settledBy === "rule" && !review
  const isUntouched = review?.state === "waiting" && review.decisions.size === 0 && review.reservedUntilMs < nowMs
  return status.state === "disputed" && isUntouched
}

function bodyOf({ proposed }: ReliableConsensus): AnnotationBody {
  return { regions: proposed.map(({ region }) => region), nothingHere: proposed.length === 0 }
}

const PAGE = 500
/** Places taken back in one go at most; the rest with the next model. */
const MOST_TAKEN_BACK = 20_000

/**
 * Judges again, by a model just fitted, the tasks that wait for one more person whom nobody is yet: their open place is taken
 * back first, and opened again where the risk is still too high. Returns how many.
 */
export async function reconsider(
  deps: Pick<Deps, "storage" | "wake">,
  projectId: number,
  settings: Pick<ProjectSettings, "quality">,
): Promise<number> {
  if (!qualityRulesOf(settings).adaptive.on) return 0
  const { db, hot } = deps.storage
  const version = await findModelVersion(db, projectId)
  let done = 0
  for (let from = 0; done < MOST_TAKEN_BACK; ) {
    const waiting = await listAskedBefore(db, projectId, version, from, PAGE)
    const bySubmitted = new Map<number, number[]>()
    for (const { taskId, submitted } of waiting) {
      bySubmitted.set(submitted, [...(bySubmitted.get(submitted) ?? []), taskId])
    }
    for (const [submitted, ids] of bySubmitted) {
      await hot.setOverlap(projectId, ids, submitted)
      await markDirty(db, projectId, ids)
    }
    done += waiting.length
    const last = waiting.at(-1)
    if (!last || waiting.length < PAGE) break
    from = last.taskId
  }
  if (done > 0) deps.wake("settle")
  return done
}

/** Has tasks judged again by the model just fitted. */
export async function judgeAgain(
  { storage, wake }: Pick<Deps, "storage" | "wake">,
  projectId: number,
  tasks: readonly TaskNumber[],
): Promise<void> {
  for (let at = 0; at < tasks.length; at += PAGE) await markDirty(storage.db, projectId, tasks.slice(at, at + PAGE))
  if (tasks.length > 0) wake("settle")
}
