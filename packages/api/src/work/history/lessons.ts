import { findFiledReviews, findFinalAnswers, findLatestOf, listHistory, type Project } from "@justesse/db"
import { ruleBetween } from "@justesse/quality/text/profile"
import { AssignmentId, type Region } from "@justesse/types"
import type { MyWork } from "@justesse/types/wire/work"
import type { Deps } from "../../core/deps.ts"
import { compareRulesOf } from "../../labels/compareRule.ts"
import { findDisagreements } from "./differences.ts"

type Lesson = MyWork["lessons"][number]

/** Answers that are looked at for lessons, newest first, and lessons that are shown. */
const MOST_ANSWERS = 100
const MOST_LESSONS = 5

/** The commonest changes to what a person sent since `sinceMs`, each with its latest example. */
export async function lessonsOf(
  deps: Pick<Deps, "storage">,
  personId: number,
  projects: readonly Project[],
  sinceMs: number,
): Promise<Lesson[]> {
  const { db } = deps.storage
  const changed = await listHistory(
    db,
    { personId, projectId: null, states: ["small_change", "changed"] },
    null,
    MOST_ANSWERS,
  )
  const recent = changed.filter((assignment) => assignment.changedAtMs >= sinceMs)
  const lessons = new Map<string, Lesson>()
  for (const project of projects) {
    const mine = recent.filter((assignment) => assignment.projectId === project.id)
    const ids = mine.map((assignment) => assignment.taskId)
    const [sent, final, filed] = await Promise.all([
      findLatestOf(db, project.id, personId, ids),
      findFinalAnswers(db, project.id, ids),
      findFiledReviews(db, project.id, ids),
    ])
    const rules = mine.length > 0 ? await compareRulesOf(db, project) : () => project.settings.settle
    for (const { taskId, publicId } of mine) {
      const [answer, keptBody] = [sent.get(taskId), final.get(taskId)]
      if (!answer || !keptBody) continue
      const disagreements = findDisagreements(answer, keptBody, filed.get(taskId), rules(answer.ontologyVersion))
      for (const { shown, code } of disagreements) {
        const clause = shown.reason?.clause ?? null
        // What one spelling rule would make the same is one lesson, however often; another spelling is another one.
        const rule = ruleBetween(textOf(shown.mine), textOf(shown.kept)) ?? ""
        const key = `${project.id} ${code} ${clause ?? ""} ${rule}`
        const example = {
          example: AssignmentId.parse(publicId),
          mine: describeRegion(shown.mine),
          kept: describeRegion(shown.kept),
        }
        const known = lessons.get(key) ?? { project: project.slug, code, clause, times: 0, ...example }
        lessons.set(key, { ...known, times: known.times + 1 })
      }
    }
  }
  return [...lessons.values()].sort((a, b) => b.times - a.times).slice(0, MOST_LESSONS)
}

function textOf(region: Region | null): string {
  return region?.transcript?.value ?? ""
}

/** What a region says in a word: its text, else its label. */
function describeRegion(region: Region | null): string {
  return region?.transcript?.value || region?.label || ""
}
