import { findPredictions, findProposals } from "@justesse/db/imports/proposals"
import { listProposedAnswers, type ProposedAnswerRow, readProposedAnswers } from "@justesse/db/models/gains"
import { findSet } from "@justesse/db/models/predictions"
import type { ProjectAccess } from "@justesse/db/projects"
import { judgeProposals, LEAST_ANSWERS, type ProposedAnswer, proposalGains } from "@justesse/quality/proposals/gains"
import { JustesseError, proposalRulesOf, type ShapeName, shapesOf } from "@justesse/types"
import type { ProposalGains } from "@justesse/types/wire/quality"
import type { GainsOf } from "../core/background.ts"
import type { Deps } from "../core/deps.ts"
import { toProposedBody } from "../imports/proposals.ts"
import { ontologyOf } from "../labels/index.ts"
import { requireThere } from "../projects/guard.ts"

/** Answers that are read for one figure, the newest tasks first, and those of them whose regions are compared. */
const MOST = { answers: 20_000, judged: 2_000 }
/** Tasks whose answers are in memory at once. */
const SLICE = 200

const keyOf = ({ taskId, personId }: Pick<ProposedAnswerRow, "taskId" | "personId">) => `${taskId}/${personId}`
const tasksOf = (rows: readonly ProposedAnswerRow[]) => [...new Set(rows.map(({ taskId }) => taskId))]
const regionsIn = (proposal: string | undefined, drawn: readonly ShapeName[]) =>
  proposal === undefined ? [] : (toProposedBody(proposal, drawn)?.regions ?? [])

/** What proposals save and spoil in a project, of its newest answers. Its bodies are read and compared beside the thread that serves. */
export async function showGains(
  deps: Pick<Deps, "background" | "storage">,
  project: ProjectAccess,
  setId: number | null = null,
): Promise<ProposalGains> {
  requireThere(project)
  const set = setId === null ? null : await findSet(deps.storage.db, project.id, setId)
  if (setId !== null && !set) throw new JustesseError("not_found", { set: setId })
  const { matchIou } = project.settings.settle
  const of = { projectId: project.id, matchIou, drawn: shapesOf(project.settings), set: setId }
  const gains = await deps.background.run("gains", of)
  const ontology = await ontologyOf(deps, project.id, project.ontologyVersion)
  const { without, solidFrom } = proposalRulesOf(project.settings)
  return { without, solidFrom, ontology, model: set?.name ?? null, ...gains }
}

/** {@link showGains} in the thread that asks. */
export async function findGains(
  deps: Pick<Deps, "storage">,
  of: GainsOf,
): Promise<Omit<ProposalGains, "without" | "solidFrom" | "ontology" | "model">> {
  const rows = await comparable(
    deps,
    of,
    await listProposedAnswers(deps.storage.db, of.projectId, MOST.answers, of.set),
  )
  const known = rows.filter(({ isJudged }) => isJudged).slice(0, MOST.judged)
  const judged = await judge(deps, of, known)
  const answers = rows.map((row) => ({
    task: row.taskId,
    person: row.personId,
    withheld: row.withheld,
    seconds: row.activeMs / 1_000,
    judged: judged.get(keyOf(row)) ?? null,
  }))
  return { least: LEAST_ANSWERS, ...proposalGains(answers) }
}

/** Of answers without proposals those whose task has any worth a look: all of those with them do. What a model finds nothing on is quicker. */
async function comparable(
  { storage }: Pick<Deps, "storage">,
  { projectId, drawn }: GainsOf,
  rows: readonly ProposedAnswerRow[],
): Promise<readonly ProposedAnswerRow[]> {
  const withheld = rows.filter((row) => row.withheld)
  const blank = new Set<string>()
  for (const setId of new Set(withheld.map((row) => row.setId))) {
    const tasks = tasksOf(withheld.filter((row) => row.setId === setId))
    for (let at = 0; at < tasks.length; at += SLICE) {
      const slice = tasks.slice(at, at + SLICE)
      const proposals = await proposalsOf(storage.db, projectId, setId, slice)
      for (const task of slice) if (regionsIn(proposals.get(task), drawn).length === 0) blank.add(`${task}/${setId}`)
    }
  }
  return rows.filter((row) => !row.withheld || !blank.has(`${row.taskId}/${row.setId}`))
}

/** What a set says about tasks; where it is not known which it was, what people begin with now. */
function proposalsOf(db: Deps["storage"]["db"], projectId: number, setId: number | null, tasks: readonly number[]) {
  return setId === null ? findProposals(db, projectId, tasks) : findPredictions(db, projectId, setId, tasks)
}

async function judge(
  deps: Pick<Deps, "storage">,
  { projectId, matchIou, drawn }: GainsOf,
  rows: readonly ProposedAnswerRow[],
): Promise<Map<string, ProposedAnswer["judged"]>> {
  const rowOf = new Map(rows.map((row) => [keyOf(row), row]))
  const tasks = tasksOf(rows)
  const found = new Map<string, ProposedAnswer["judged"]>()
  const { db } = deps.storage
  for (let at = 0; at < tasks.length; at += SLICE) {
    const slice = tasks.slice(at, at + SLICE)
    const sets = new Set(rows.flatMap(({ taskId, setId }) => (slice.includes(taskId) ? (setId ?? []) : [])))
    const said = new Map<number, Map<number, string>>()
    for (const set of sets) said.set(set, await findPredictions(db, projectId, set, slice))
    for (const { taskId, final, proposal, answers } of await readProposedAnswers(db, projectId, slice))
      for (const { personId, body } of answers) {
        const row = rowOf.get(keyOf({ taskId, personId }))
        if (!row) continue
        const own = row.setId === null ? null : said.get(row.setId)?.get(taskId)
        const proposed =
          row.setId === null
            ? proposedThen(row, proposal, drawn)
            : row.withheld
              ? []
              : regionsIn(own ?? undefined, drawn)
        const regions = { proposed, answer: body.regions, final: final.regions }
        found.set(keyOf(row), judgeProposals(regions, matchIou))
      }
  }
  return found
}

/** What was proposed for an answer; nothing where another model proposes by now, whose regions have the same names. */
function proposedThen(
  { withheld, proposed, storedAtMs }: ProposedAnswerRow,
  proposal: { readonly body: string; readonly sinceMs: number } | null,
  drawn: readonly ShapeName[],
) {
  if (withheld || proposal === null || proposal.sinceMs > storedAtMs) return []
  const now = regionsIn(proposal.body, drawn)
  return now.length === proposed ? now : []
}
