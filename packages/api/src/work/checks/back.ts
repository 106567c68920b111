import { findTaskStatus, listLatestOfTask } from "@justesse/db"
import { setTaskState } from "@justesse/db/assets"
import { findAbouts } from "@justesse/db/work/abouts"
import { type FinalAnswer, findResults, putAbout, putProvenance, putResult } from "@justesse/db/work/checks"
import { type CheckRow, weighChecks } from "@justesse/quality/checks/index"
import {
  canonicalJson,
  checkedRegion,
  type Region,
  type RegionProvenance,
  type TaskAbout,
  verdictOf,
} from "@justesse/types"
import type { Deps } from "../../core/deps.ts"
import type { Pair } from "./pairs.ts"

type Telling = Pick<Deps, "storage" | "nowMs" | "sha256">
type AboutRegion = Extract<TaskAbout, { type: "region" }>

/**
 * Tells where things were drawn what became of them here: what is right says so beside its answer, with how sure that is by how people
 * check; what is not right is asked once more, with the reason. Nothing of it is held against anybody. Killed in the middle it goes on
 * with what was not told yet. Returns how many were told.
 */
export async function tellBack(deps: Telling, { from, to }: Pair, answers: readonly FinalAnswer[]): Promise<number> {
  const { db } = deps.storage
  const ids = answers.map(({ taskId }) => taskId)
  const [abouts, told] = [await findAbouts(db, to.id, ids), await findResults(db, to.id, ids)]
  const news = answers.flatMap((final) => {
    const about = abouts.get(final.taskId)
    const isNews = told.get(final.taskId) !== final.answerSha256
    const isOfPair = about?.type === "region" && about.source.type === "task" && about.source.project === from.id
    return isNews && isOfPair ? [{ final, about }] : []
  })
  const sure = await weighAll(
    deps,
    to.id,
    news.map(({ final }) => final),
  )
  for (const { final, about } of news) {
    await tellOne(deps, from.id, about, final, sure.get(String(final.taskId)) ?? null)
    await putResult(db, { projectId: to.id, taskId: final.taskId }, final.answerSha256, deps.nowMs())
  }
  return news.length
}

/** How sure it is that each thing is there, by all checks of these things. */
async function weighAll({ storage: { db } }: Telling, projectId: number, finals: readonly FinalAnswer[]) {
  const rows: CheckRow[] = []
  for (const { taskId } of finals)
    for (const { personId, body } of await listLatestOfTask(db, { projectId, taskId })) {
      const answer = verdictOf(body)
      if (answer) rows.push({ task: String(taskId), person: String(personId), answer })
    }
  return new Map(
    weighChecks(rows).things.map(({ task, probability, votes }) => [task, { probability, people: votes.length }]),
  )
}

async function tellOne(
  deps: Telling,
  projectId: number,
  { region: asked, source }: AboutRegion,
  final: FinalAnswer,
  sure: { readonly probability: number; readonly people: number } | null,
): Promise<void> {
  const verdict = verdictOf(final.answer)
  if (source.type !== "task" || verdict === null || verdict === "cannot_tell") return
  const { db, hot } = deps.storage
  const key = { projectId, taskId: source.task }
  const status = await findTaskStatus(db, key)
  const before = (await findAbouts(db, projectId, [key.taskId])).get(key.taskId)
  const isAskedAgain = status?.state === "waiting" && before?.type === "returned"
  const drawn = status?.answer?.regions.find(({ id }) => id === source.region)
  // It was asked again, taken out or decided otherwise meanwhile: what was checked is not its answer any more.
  if (!status?.answer || !(status.state === "settled" || isAskedAgain) || !drawn || !isSame(drawn, asked)) return
  if (verdict === "right") {
    const checked = withCheck(status.provenance, drawn.id, { verdict, people: sure?.people ?? 0 }, sure?.probability)
    await putProvenance(db, key, deps.sha256(canonicalJson(status.answer)), checked)
    return
  }
  const { reason } = checkedRegion({ type: "region", region: asked, source }, final.answer, []).region.check ?? {}
  const others = before?.type === "returned" ? before.found.filter(({ region }) => region.id !== drawn.id) : []
  const one = { region: drawn, verdict, ...(reason !== undefined && { reason }) }
  await putAbout(db, key, { type: "returned", found: [...others, one] })
  if (isAskedAgain) return
  const nowMs = deps.nowMs()
  await hot.reopen(projectId, [key.taskId], nowMs)
  await setTaskState(db, projectId, [key.taskId], "waiting", false, nowMs)
}

/** Whether what was checked is what stands there now. Labels of the two projects may have other ids. */
function isSame(drawn: Region, asked: Region): boolean {
  const partsOf = ({ geometry, transcript }: Region) => canonicalJson({ geometry, transcript: transcript ?? null })
  return partsOf(drawn) === partsOf(asked)
}

function withCheck(
  provenance: readonly RegionProvenance[],
  region: string,
  checked: NonNullable<RegionProvenance["checked"]>,
  probability: number | undefined,
): RegionProvenance[] {
  return provenance.map((one) =>
    one.region === region ? { ...one, confidence: probability ?? one.confidence, checked } : one,
  )
}
