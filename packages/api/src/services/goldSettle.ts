import {
  activity,
  type Fate,
  type GoldAnswer,
  type GoldTask,
  gold,
  goldDraw,
  type Project,
  type Submission,
  type TaskStanding,
} from "@justesse/db"
import { doubtOfGold, type GoldDoubt } from "@justesse/quality/gold/doubt"
import { type GoldRule, gradeGold } from "@justesse/quality/gold/grade"
import { canonicalJson, overlapOf } from "@justesse/types"
import type { Deps } from "../core/deps.ts"
import { bookEvidence, goldEvidenceOf, skillWithout } from "./goldEvidence.ts"
import { isHidden } from "./goldHidden.ts"
import { fatesOfAll } from "./settleOutcome.ts"

type Db = Deps["storage"]["db"]

/** Answers that doubt about a known answer rests on, the latest ones: more say nothing that these do not. */
const MOST_VOICES = 60
/** From here on a known answer is more likely wrong than right. */
const ON_TRIAL = 0.5

/** What new answers to gold mean. */
export interface GoldOutcome {
  readonly gold: GoldTask
  /** What each person may read about their answer. */
  readonly fates: ReadonlyMap<number, Fate | null>
  /** Comparisons that are new, with what was there before. */
  readonly compared: readonly { readonly before: GoldAnswer | undefined; readonly after: GoldAnswer }[]
  readonly doubt: number
}

/** One answer compared with the known one, as it is stored. */
export function comparedAnswer(
  answer: Pick<Submission, "personId" | "revision" | "body" | "storedAtMs">,
  drawn: number,
  known: GoldTask["answer"],
  rule: GoldRule,
): GoldAnswer {
  const { passed, evidence } = gradeGold(answer.body, known, rule)
  const { personId, revision, storedAtMs: atMs } = answer
  return { personId, revision, drawn, passed, evidence: canonicalJson(evidence), atMs }
}

/** Doubt about a known answer from what people gave who drew it unseen, since it was last changed or confirmed. */
export async function doubtAbout(
  db: Db,
  found: GoldTask,
  answers: readonly Submission[],
  rule: GoldRule,
): Promise<GoldDoubt> {
  const [drawn, compared] = await Promise.all([goldDraw(db).drawnBy(found), gold(db).answers(found)])
  const heard = answers
    .filter(({ personId, storedAtMs }) => drawn.get(personId) === 1 && storedAtMs >= found.changedAtMs)
    .slice(-MOST_VOICES)
  const known = await goldEvidenceOf(
    db,
    found.projectId,
    heard.map(({ personId }) => personId),
  )
  const voices = heard.map(({ personId, body }) => ({
    body,
    skill: skillWithout(known.get(personId), compared.get(personId)),
  }))
  return doubtOfGold(found.answer, voices, rule)
}

/** What becomes of a gold task whose answers changed; null where the task is no gold in force. */
export async function goldOutcome(
  deps: Pick<Deps, "storage">,
  project: Pick<Project, "settings">,
  standing: TaskStanding,
  answers: readonly Submission[],
): Promise<GoldOutcome | null> {
  if (standing.settledBy !== "gold" || standing.state !== "settled") return null
  const { db } = deps.storage
  const found = await gold(db).find(standing)
  if (!found) return null
  const rule = project.settings.settle
  const [drawn, stored] = await Promise.all([goldDraw(db).drawnBy(standing), gold(db).answers(standing)])
  const compared = answers.flatMap((answer) => {
    const how = drawn.get(answer.personId) ?? 0
    const before = stored.get(answer.personId)
    if (how === 0 || before?.revision === answer.revision) return []
    return [{ before, after: comparedAnswer(answer, how, found.answer, rule) }]
  })
  const { doubt } = isHidden(found) ? await doubtAbout(db, found, answers, rule) : found
  return { gold: found, fates: shownFates(found, project, drawn, answers), compared, doubt }
}

/** True fates, save for those who must not learn that it was gold: theirs are what agreeing answers would give. */
function shownFates(
  found: GoldTask,
  project: Pick<Project, "settings">,
  drawn: ReadonlyMap<number, number>,
  answers: readonly Submission[],
): Map<number, Fate | null> {
  const fates = new Map<number, Fate | null>(fatesOfAll(answers, found.answer, project.settings.settle))
  if (!isHidden(found)) return fates
  const unseen = answers.filter(({ personId }) => drawn.get(personId) === 1)
  const isEnough = unseen.length >= overlapOf(project.settings.overlap, found.taskId)
  for (const { personId } of unseen) fates.set(personId, isEnough ? "kept" : null)
  return fates
}

/** Keeps what new answers to gold mean, in the transaction that takes the task's mark off. */
export async function storeGold(tx: Db, { gold: found, compared, doubt }: GoldOutcome, nowMs: number): Promise<void> {
  if (compared.length > 0) {
    await gold(tx).putAnswers(
      found,
      compared.map(({ after }) => after),
    )
    await bookEvidence(tx, found.projectId, compared, nowMs)
  }
  if (doubt !== found.doubt) await gold(tx).setDoubt(found, doubt)
  if (found.state !== "active" || doubt <= ON_TRIAL) return
  // Its state changes and nothing else: what people said so far stays said.
  await gold(tx).setState(found.projectId, [found.taskId], "trial", found.changedAtMs)
  const { projectId, taskId } = found
  const detail = { doubt: Math.round(doubt * 100) }
  await activity(tx).add({ projectId, personId: null, atMs: nowMs, what: "gold.trial", taskId, detail })
}
