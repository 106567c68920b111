import { findLatestIds, findTaskStatus } from "@justesse/db"
import { setTaskState } from "@justesse/db/assets"
import { findOntology } from "@justesse/db/labels"
import { findAbouts } from "@justesse/db/work/abouts"
import {
  type FinalAnswer,
  findResults,
  putAbout,
  putCorrected,
  putProvenance,
  putResult,
} from "@justesse/db/work/checks"
import { listLatestOfTasks } from "@justesse/db/work/submissions"
import { type CheckRow, weighChecks } from "@justesse/quality/checks/index"
import {
  canonicalJson,
  checkedRegion,
  type LabelId,
  type Region,
  type RegionProvenance,
  SubmissionId,
  type TaskAbout,
  thingLabels,
  verdictOf,
} from "@justesse/types"
import type { Deps } from "../../core/deps.ts"
import type { Pair } from "./pairs.ts"

type Telling = Pick<Deps, "storage" | "nowMs" | "sha256">
type AboutRegion = Extract<TaskAbout, { type: "region" }>
type Sure = { readonly probability: number; readonly people: number } | null

/**
 * Tells where things were drawn what became of them here: what is right says so beside its answer, with how sure that is by how people
 * check; what was corrected stands there as corrected, and is checked anew; what is not right otherwise is asked once more, with the
 * reason, and with all else to begin with. Nothing of it is held against anybody. Killed in the middle it goes on
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
  const labels = await labelsBack(deps, { from, to })
  for (const { final, about } of news) {
    await tellOne(deps, from.id, about, { final, labels, sure: sure.get(String(final.taskId)) ?? null })
    await putResult(db, { projectId: to.id, taskId: final.taskId }, final.answerSha256, deps.nowMs())
  }
  return news.length
}

/** So many checks before and after those that are told show how their people check. */
const BESIDE = 200

/** How sure it is that each thing is there, by all checks of these things and those beside them. */
async function weighAll({ storage: { db } }: Telling, projectId: number, finals: readonly FinalAnswer[]) {
  if (finals.length === 0) return new Map<string, NonNullable<Sure>>()
  const told = finals.map(({ taskId }) => taskId)
  const [first, last] = [Math.min(...told), Math.max(...told)]
  const beside = Array.from({ length: BESIDE }, (_, i) => [first - 1 - i, last + 1 + i]).flat()
  const answers = await listLatestOfTasks(db, projectId, [...told, ...beside])
  const rows = answers.flatMap(({ taskId, personId, body }): CheckRow[] => {
    const answer = verdictOf(body)
    return answer ? [{ task: String(taskId), person: String(personId), answer }] : []
  })
  return new Map(
    weighChecks(rows).things.map(({ task, probability, votes }) => [task, { probability, people: votes.length }]),
  )
}

/** What labels of the checks are called where things are drawn: of the same name, or of the same id. */
async function labelsBack({ storage: { db } }: Telling, { from, to }: Pick<Pair, "from" | "to">) {
  const [drawn, checked] = [
    await findOntology(db, from.id, from.ontologyVersion),
    await findOntology(db, to.id, to.ontologyVersion),
  ]
  const own = drawn?.ontology.labels ?? []
  return new Map(
    (checked ? thingLabels(checked.ontology).labels : []).flatMap((label) => {
      const same = own.find(({ name }) => name.en === label.name.en) ?? own.find(({ id }) => id === label.id)
      return same ? [[label.id, same.id] as const] : []
    }),
  )
}

interface Told {
  readonly final: FinalAnswer
  readonly labels: ReadonlyMap<LabelId, LabelId>
  readonly sure: Sure
}

async function tellOne(
  deps: Telling,
  projectId: number,
  about: AboutRegion,
  { final, labels, sure }: Told,
): Promise<void> {
  const { region: asked, source } = about
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
  const { check, ...said } = checkedRegion(about, final.answer, []).region
  const nowMs = deps.nowMs()
  const others = before?.type === "returned" ? before.found.filter(({ region }) => region.id !== drawn.id) : []
  const label = said.label === asked.label ? drawn.label : labels.get(said.label)
  // Corrected once, it is checked anew; corrected again, people see it otherwise, and somebody draws it.
  const isFirst = !status.provenance.some(({ region, checked }) => region === drawn.id && checked?.verdict === "fix")
  if (verdict === "fix" && label !== undefined && isFirst && !isSame(said, asked, label !== drawn.label)) {
    const { geometry, transcript } = said
    const corrected = { ...drawn, geometry, label, ...(transcript && { transcript }) }
    const answer = { ...status.answer, regions: status.answer.regions.map((one) => (one === drawn ? corrected : one)) }
    await putCorrected(db, key, deps.sha256(canonicalJson(status.answer)), {
      answer,
      answerSha256: deps.sha256(canonicalJson(answer)),
      provenance: withCheck(status.provenance, drawn.id, { verdict, people: sure?.people ?? 0 }, undefined),
      atMs: nowMs,
    })
    if (isAskedAgain && before.again)
      await putAbout(db, key, { ...before, again: { ...before.again, kept: keptOf(answer.regions, others) } })
    return
  }
  const reason = check?.reason
  const found = [...others, { region: drawn, verdict, ...(reason !== undefined && { reason }) }]
  const kept = keptOf(status.answer.regions, found)
  const sent = isAskedAgain && before.again ? before.again.before : await findLatestIds(db, key)
  const again = { kept, before: sent.map((id) => SubmissionId.parse(id)) }
  await putAbout(db, key, { type: "returned", found, again })
  if (isAskedAgain) return
  await hot.reopen(projectId, [key.taskId], nowMs)
  await setTaskState(db, projectId, [key.taskId], "waiting", false, nowMs)
}

type Parts = Pick<Region, "geometry" | "transcript">

/** Whether what was checked is what stands there now. Labels of the two projects may have other ids. */
function isSame(drawn: Parts, asked: Parts, isRenamed = false): boolean {
  const partsOf = ({ geometry, transcript }: Parts) => canonicalJson({ geometry, transcript: transcript ?? null })
  return !isRenamed && partsOf(drawn) === partsOf(asked)
}

/** What whoever does it again begins with: all that was not found wrong. */
function keptOf(regions: readonly Region[], found: readonly { readonly region: Region }[]): Region[] {
  return regions.filter(({ id }) => !found.some(({ region }) => region.id === id))
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
