import type { OpenTransaction } from "@justesse/db"
import {
  appendEvent,
  claimTask,
  findBareStatus,
  findGold,
  findGoldAnswers,
  findLastAnswer,
  findProject,
  findSources,
  findSubmission,
  findTaskPictures,
  type GoldAnswer,
  type GoldTask,
  handOnAnswers,
  listDirtyGold,
  listLatestOfTask,
  NO_SIZE,
  putGoldAnswers,
  readReview,
  rewriteStatus,
  type Submission,
  setGoldDirty,
  setGoldDoubt,
  setGoldState,
  showAsKept,
  type TaskKey,
} from "@justesse/db"
import { doubtOfGold, type GoldDoubt } from "@justesse/quality/gold/doubt"
import { type GoldRule, gradeGold } from "@justesse/quality/gold/grade"
import { canonicalJson, overlapOf } from "@justesse/types"
import type { AssignmentSource } from "@justesse/work/allocation/operations"
import type { Deps } from "../core/deps.ts"
import { type CompareRules, compareRulesOf } from "../labels/compareRule.ts"
import { modelInForce } from "../quality/model.ts"
import { consensusInputOf, decideOutcome } from "../work/resolve/outcome.ts"
import { bookEvidence, goldEvidenceOf, skillWithout } from "./evidence.ts"
import { isHidden } from "./hidden.ts"

type Db = Deps["storage"]["db"]

/** Answers that doubt about a known answer rests on, the latest ones: more say nothing that these do not. */
const MOST_VOTES = 60
/** From here on a known answer is more likely wrong than right. */
const ON_TRIAL = 0.5

/** One answer compared with the known one, as it is stored. */
export function comparedAnswer(
  answer: Pick<Submission, "personId" | "revision" | "body" | "storedAtMs">,
  source: AssignmentSource,
  known: GoldTask["answer"],
  rule: GoldRule,
): GoldAnswer {
  const { passed, evidence } = gradeGold(answer.body, known, rule)
  const { personId, revision, storedAtMs: atMs } = answer
  return { personId, revision, source, passed, evidence: canonicalJson(evidence), atMs }
}

/** Doubt about a known answer from what people gave who drew it unseen, since it was last changed or confirmed. */
export async function doubtAbout(
  db: Db,
  found: GoldTask,
  answers: readonly Submission[],
  rules: CompareRules,
): Promise<GoldDoubt> {
  const [sources, compared] = await Promise.all([findSources(db, found), findGoldAnswers(db, found)])
  const heard = answers
    .filter(({ personId, storedAtMs }) => sources.get(personId) === "gold" && storedAtMs >= found.changedAtMs)
    .slice(-MOST_VOTES)
  const known = await goldEvidenceOf(
    db,
    found.projectId,
    heard.map(({ personId }) => personId),
  )
  const votes = heard.map(({ personId, body, ontologyVersion }) => {
    const { fields } = rules(ontologyVersion)
    return { body, skill: skillWithout(known.get(personId), compared.get(personId)), ...(fields && { fields }) }
  })
  return doubtOfGold(found.answer, votes, rules())
}

type ResolvingGold = Pick<Deps, "storage" | "nowMs" | "sha256" | "log" | "compute">

/**
 * Settles new answers to gold that nobody may know of: their authors read what an ordinary task of the same rule would
 * show. It does the work that settling the last answer alone would be, so that nobody can tell by how busy the studio is
 * after it (I5). Nothing is compared with the known answer here.
 */
export async function resolveHidden(deps: ResolvingGold, key: TaskKey): Promise<boolean> {
  const { db } = deps.storage
  const last = await findLastAnswer(db, key)
  const [project, status, sent, review, pictures] = await Promise.all([
    findProject(db, key.projectId),
    findBareStatus(db, key),
    last ? findSubmission(db, { ...key, personId: last.personId }, last.revision) : undefined,
    readReview(db, key),
    findTaskPictures(db, key.projectId, [key.taskId]),
  ])
  const size = pictures.get(key.taskId)?.size ?? NO_SIZE
  if (!project || !status.isFinal) return false
  const { settle: rule, overlap } = project.settings
  if (sent) {
    const alone = { state: "waiting", settledBy: null, answer: null, overlap: 1, submitted: 1 } as const
    const input = { kind: project.kind, status: alone, answers: [sent], review, rule, size, letterSeed: key.taskId }
    const { model } = await modelInForce(deps, key.projectId)
    const [found] = await deps.compute.consensus({ kind: project.kind, model, inputs: [consensusInputOf(input)] })
    const outcome = decideOutcome(input, found)
    if (outcome.to === "settled") deps.sha256(canonicalJson(outcome.answer))
  }
  return db.transaction().execute(async (tx) => {
    // The mark comes off first: an answer that is sent from now on waits for this, and marks the task again.
    if (!(await claimTask(tx, key))) return false
    await showAsKept(tx, key, overlapOf(overlap, key.taskId))
    await rewriteStatus(tx, key)
    await setGoldDirty(tx, key, true)
    return true
  })
}

/** How long new answers to gold wait to be compared: so that nothing that follows an answer takes longer for gold. */
const GRADE_EVERY_MS = 10_000
const AT_A_TIME = 50
const gradedAtMs = new WeakMap<object, number>()

/** Compares what waits, at most every ten seconds. */
export async function gradeDueGold(deps: ResolvingGold): Promise<number> {
  const nowMs = deps.nowMs()
  if (nowMs - (gradedAtMs.get(deps.storage) ?? 0) < GRADE_EVERY_MS) return 0
  gradedAtMs.set(deps.storage, nowMs)
  await handOnAnswers(deps.storage.db, AT_A_TIME)
  return compareGold(deps, AT_A_TIME)
}

/**
 * Compares new answers to gold with the known one: evidence about who gave them, and doubt about the answer itself. Known
 * answers that are more likely wrong than right go on trial. Returns how many tasks were looked at.
 */
export async function compareGold(deps: ResolvingGold, limit: number): Promise<number> {
  const keys = await listDirtyGold(deps.storage.db, limit)
  for (const key of keys) {
    try {
      await deps.storage.db.transaction().execute((tx) => gradeOne(tx, key, deps.nowMs()))
    } catch (error) {
      const { projectId, taskId } = key
      deps.log("error", "gold_not_graded", { projectId, taskId, error: String(error) })
    }
  }
  return keys.length
}

async function gradeOne(tx: OpenTransaction, key: TaskKey, nowMs: number): Promise<void> {
  await setGoldDirty(tx, key, false)
  const found = await findGold(tx, key)
  const project = await findProject(tx, key.projectId)
  if (!found || !project) return
  const rules = await compareRulesOf(tx, project, found)
  const answers = await listLatestOfTask(tx, key)
  const sources = await findSources(tx, key)
  const stored = await findGoldAnswers(tx, key)
  const compared = answers.flatMap((answer) => {
    const source = sources.get(answer.personId) ?? "queue"
    const before = stored.get(answer.personId)
    if (source === "queue" || before?.revision === answer.revision) return []
    return [{ before, after: comparedAnswer(answer, source, found.answer, rules(answer.ontologyVersion)) }]
  })
  if (compared.length > 0) {
    await putGoldAnswers(
      tx,
      found,
      compared.map(({ after }) => after),
    )
    await bookEvidence(tx, found.projectId, compared, nowMs)
  }
  if (isHidden(found)) await judgeKnown(tx, found, (await doubtAbout(tx, found, answers, rules)).doubt, nowMs)
}

/** Keeps the doubt about a known answer, and puts it on trial when it is more likely wrong than right. */
async function judgeKnown(tx: OpenTransaction, found: GoldTask, doubt: number, nowMs: number): Promise<void> {
  if (doubt !== found.doubt) await setGoldDoubt(tx, found, doubt)
  if (found.state !== "active" || doubt <= ON_TRIAL) return
  // Its state changes and nothing else: what people said so far stays said.
  await setGoldState(tx, found.projectId, [found.taskId], "trial", found.changedAtMs)
  const { projectId, taskId } = found
  const detail = { doubt: Math.round(doubt * 100) }
  await appendEvent(tx, { projectId, personId: null, atMs: nowMs, what: "gold.trial", taskId, detail })
}
