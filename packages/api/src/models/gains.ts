import { listProposedAnswers, type ProposedAnswerRow, readProposedAnswers } from "@justesse/db/models/gains"
import type { ProjectAccess } from "@justesse/db/projects"
import { type Judged, judgeProposals, LEAST_ANSWERS, proposalGains } from "@justesse/quality/proposals/gains"
import { proposalRulesOf } from "@justesse/types"
import type { ProposalGains } from "@justesse/types/wire/quality"
import type { Deps } from "../core/deps.ts"
import { toProposedBody } from "../imports/proposals.ts"
import { requireThere } from "../projects/guard.ts"

/** Answers that are read for one figure, the newest tasks first, and those of them whose regions are compared. */
const MOST = { answers: 20_000, judged: 2_000 }
/** Tasks whose answers are in memory at once. */
const SLICE = 200

const keyOf = ({ taskId, personId }: Pick<ProposedAnswerRow, "taskId" | "personId">) => `${taskId}/${personId}`

/** What proposals save and spoil in a project, of its newest answers. */
export async function showGains(deps: Pick<Deps, "storage">, project: ProjectAccess): Promise<ProposalGains> {
  requireThere(project)
  const rows = await listProposedAnswers(deps.storage.db, project.id, MOST.answers)
  const judged = await judge(deps, project, rows.filter(({ isJudged }) => isJudged).slice(0, MOST.judged))
  const answers = rows.map((row) => ({
    task: row.taskId,
    person: row.personId,
    withheld: row.withheld,
    seconds: row.activeMs / 1_000,
    judged: judged.get(keyOf(row)) ?? null,
  }))
  const { without } = proposalRulesOf(project.settings)
  return { least: LEAST_ANSWERS, without, ...proposalGains(answers) }
}

async function judge(
  deps: Pick<Deps, "storage">,
  { id, settings }: ProjectAccess,
  rows: readonly ProposedAnswerRow[],
): Promise<Map<string, Judged>> {
  const withheld = new Map(rows.map((row) => [keyOf(row), row.withheld]))
  const tasks = [...new Set(rows.map(({ taskId }) => taskId))]
  const found = new Map<string, Judged>()
  for (let at = 0; at < tasks.length; at += SLICE)
    for (const { taskId, final, proposal, answers } of await readProposedAnswers(
      deps.storage.db,
      id,
      tasks.slice(at, at + SLICE),
    ))
      for (const { personId, body } of answers) {
        const key = keyOf({ taskId, personId })
        const isWithheld = withheld.get(key)
        if (isWithheld === undefined) continue
        const proposed = isWithheld || proposal === null ? [] : (toProposedBody(proposal)?.regions ?? [])
        const regions = { proposed, answer: body.regions, final: final.regions }
        found.set(key, judgeProposals(regions, settings.settle.matchIou))
      }
  return found
}
