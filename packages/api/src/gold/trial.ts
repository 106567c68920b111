import {
  countGold,
  countGoldInUse,
  findGoldAnswers,
  findGoldOf,
  findGoldRates,
  findSources,
  findTaskPictures,
  findTaskStatus,
  type GoldTask,
  listLatestOfTask,
  markDirty,
  type ProjectAccess,
  putGoldAnswers,
  readGoldPage,
  replaceGoldAnswer,
  setGoldDoubt,
  setGoldState,
} from "@justesse/db"
import { findFirstToDisagree, insertCorrection } from "@justesse/db/learning/corrections"
import { findProposingSet } from "@justesse/db/models/predictions"
import { putNotices } from "@justesse/db/questions"
import { listTasksOf } from "@justesse/db/work/taskAssets"
import { type AnnotationBody, AssetId, type AssetNumber, canonicalJson, JustesseError } from "@justesse/types"
import type {
  GoldList,
  GoldListInput,
  GoldTrial,
  GoldTrialInput,
  GoldVerdict,
  GoldVerdictDone,
} from "@justesse/types/wire/quality"
import type { z } from "zod"
import { note } from "../activity/index.ts"
import type { Deps } from "../core/deps.ts"
import { type Inside, inTransaction } from "../core/transaction.ts"
import type { Who } from "../core/who.ts"
import { compareRulesOf } from "../labels/compareRule.ts"
import { assetReference, mediaUrls } from "../media.ts"
import { lengthFor } from "../work/recordings.ts"
import { mustFitOntology, ontologyOf } from "../work/submit.ts"
import { bookEvidence } from "./evidence.ts"
import { creditFinder } from "./finder.ts"
import { type GoldDeps, resolveAsGold } from "./make.ts"
import { comparedAnswer, doubtAbout } from "./resolve.ts"

/** One page of a project's gold by number, with how much there is in each state and how often people draw it. */
export async function listGold(
  deps: Pick<Deps, "storage" | "hmac" | "nowMs">,
  project: ProjectAccess,
  { states, cursor, limit }: z.infer<typeof GoldListInput>,
): Promise<z.infer<typeof GoldList>> {
  const { db } = deps.storage
  const after = cursor === null ? 0 : Number.parseInt(cursor, 10) || 0
  const [rows, counts, rate, paused] = await Promise.all([
    readGoldPage(db, project.id, states, after, limit),
    countGold(db, project.id),
    findGoldRates(db, project.id),
    pausedGold(deps, project.id),
  ])
  const last = rows.at(-1)
  return {
    rows: rows.map((row) => ({
      asset: AssetId.parse(row.assetId),
      name: row.name,
      thumbnail: mediaUrls(deps, assetReference(project.id, row.assetId)).thumbnail,
      state: row.state,
      source: row.source,
      asked: row.asked,
      right: row.hits,
      doubt: row.doubt,
    })),
    next: last && rows.length === limit ? String(last.taskId) : null,
    counts,
    rate,
    paused,
  }
}

/** How much of the gold in force waits while people begin with proposals that it has none of; null for none of it. */
async function pausedGold(deps: Pick<Deps, "storage">, projectId: number): Promise<z.infer<typeof GoldList>["paused"]> {
  const { db } = deps.storage
  const { all, drawn } = await countGoldInUse(db, projectId)
  if (all === drawn) return null
  const set = await findProposingSet(db, projectId)
  return { pictures: all - drawn, of: all, set: set && { id: set.id, name: set.name } }
}

/** The gold of a picture: of its first task that is. */
async function inForce(deps: Pick<Deps, "storage">, projectId: number, asset: AssetNumber): Promise<GoldTask> {
  const { db } = deps.storage
  const [found] = (await findGoldOf(db, projectId, await listTasksOf(db, projectId, [asset]))).values()
  if (!found) throw new JustesseError("not_found", { asset })
  return found
}

/**
 * The known answer against what people gave instead. Nobody's name is on it.
 * @throws JustesseError not_found
 */
export async function goldTrial(
  deps: Pick<Deps, "storage" | "hmac" | "nowMs">,
  project: ProjectAccess,
  { asset }: z.infer<typeof GoldTrialInput>,
): Promise<z.infer<typeof GoldTrial>> {
  const { db } = deps.storage
  const found = await inForce(deps, project.id, asset)
  const [answers, pictures, ontology] = await Promise.all([
    listLatestOfTask(db, found),
    findTaskPictures(db, project.id, [found.taskId]),
    ontologyOf(deps, project.id, project.ontologyVersion),
  ])
  const picture = pictures.get(found.taskId)
  if (!picture) throw new JustesseError("not_found", { asset })
  const { doubt, people } = await doubtAbout(db, found, answers, await compareRulesOf(db, project, found))
  return {
    asset,
    name: picture.name,
    size: picture.size,
    media: mediaUrls(deps, assetReference(project.id, picture.assetId), picture.facts),
    ontology,
    known: found.answer,
    people,
    asked: found.asked,
    doubt,
  }
}

/**
 * Decides about a known answer. `known`: it stands, and doubt begins anew. `people` or `answer`: it was wrong; the right
 * one is kept in its place, it retires, and what it said about everybody who answered it is said anew.
 *
 * @throws JustesseError not_found | own_task | invalid_input | label_unknown | attribute_missing
 */
export async function goldVerdict(
  deps: GoldDeps,
  project: ProjectAccess,
  who: Who,
  input: z.infer<typeof GoldVerdict>,
): Promise<z.infer<typeof GoldVerdictDone>> {
  const { db } = deps.storage
  const found = await inForce(deps, project.id, input.asset)
  if (((await findSources(db, found)).get(who.personId) ?? "queue") !== "queue")
    throw new JustesseError("own_task", { asset: input.asset })
  const answers = await listLatestOfTask(db, found)
  const right = await verdictAnswer(deps, project, found, input)
  const corrected = await inTransaction(deps, async (inside) => {
    const changed = right
      ? await correctGold(inside, { project, who, found, answers, right })
      : await confirmGold(inside, found)
    const what = right ? "gold.corrected" : "gold.confirmed"
    await note(inside, project.id, who, { what, taskId: found.taskId, detail: { corrected: changed } })
    return changed
  })
  if (right) {
    const finder = await findFirstToDisagree(db, found)
    if (finder !== null) await creditFinder(deps, project.id, finder)
  }
  deps.wake("settle")
  return { corrected }
}

/** The answer that a verdict puts in the place of the known one; null where that one stands. */
async function verdictAnswer(
  deps: GoldDeps,
  project: ProjectAccess,
  found: GoldTask,
  { verdict, answer }: z.infer<typeof GoldVerdict>,
): Promise<AnnotationBody | null> {
  const { db } = deps.storage
  if (verdict === "known") return null
  if (verdict === "people") {
    const answers = await listLatestOfTask(db, found)
    return (await doubtAbout(db, found, answers, await compareRulesOf(db, project, found))).people
  }
  if (!answer) throw new JustesseError("invalid_input", { field: "answer", rule: "required" })
  const ontology = await ontologyOf(deps, project.id, project.ontologyVersion)
  mustFitOntology(answer, ontology, { durationMs: await lengthFor(deps, ontology, found) })
  return answer
}

async function confirmGold(inside: Inside<GoldDeps>, found: GoldTask): Promise<number> {
  const { db } = inside.storage
  const state = found.state === "trial" ? "active" : found.state
  await setGoldState(db, found.projectId, [found.taskId], state, inside.nowMs())
  await setGoldDoubt(db, found, 0)
  return 0
}

/** A known answer that is wrong, the right one, and who says so. */
interface Correction {
  readonly project: ProjectAccess
  readonly who: Who
  readonly found: GoldTask
  readonly answers: Awaited<ReturnType<typeof listLatestOfTask>>
  readonly right: AnnotationBody
}

/** Puts another known answer in the place of a wrong one: how many people's answers are judged otherwise now. */
async function correctGold(
  inside: Inside<GoldDeps>,
  { project, who, found, answers, right }: Correction,
): Promise<number> {
  const nowMs = inside.nowMs()
  const tx = inside.storage.db
  const text = canonicalJson(right)
  const [status, stored] = await Promise.all([findTaskStatus(tx, found), findGoldAnswers(tx, found)])
  if (!status) return 0
  const foundBy = await findFirstToDisagree(tx, found)
  await insertCorrection(tx, found, { was: found.answer, by: who.personId, foundBy, atMs: nowMs })
  await resolveAsGold(inside, tx, status, right, true, nowMs)
  await replaceGoldAnswer(tx, found, { state: "retired", answer: text, answerSha256: inside.sha256(text) }, nowMs)
  const rules = await compareRulesOf(tx, project)
  const changes = answers.flatMap((answer) => {
    const before = stored.get(answer.personId)
    if (!before) return []
    return [{ before, after: comparedAnswer(answer, before.source, right, rules(answer.ontologyVersion)) }]
  })
  await putGoldAnswers(
    tx,
    found,
    changes.map(({ after }) => after),
  )
  await bookEvidence(tx, found.projectId, changes, nowMs)
  const people = changes.map(({ after }) => after.personId)
  const concern = `known_answer/${found.projectId}`
  await putNotices(tx, people, {
    ...{ projectId: found.projectId, kind: "known_answer_wrong", concern, detail: {}, atMs: nowMs },
  })
  // Everybody who answered reads what really became of it.
  await markDirty(tx, found.projectId, [found.taskId])
  return changes.filter(({ before, after }) => before.evidence !== after.evidence).length
}
