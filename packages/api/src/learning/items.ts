import { findFiledReviews, findProject, type Review } from "@justesse/db"
import { listConfirmed } from "@justesse/db/learning/confirmed"
import { listCorrectedOf } from "@justesse/db/learning/corrections"
import { type ConfirmedItem, confirmedItems } from "@justesse/quality/learning/confirmed"
import type { AnnotationBody, TaskNumber } from "@justesse/types"
import type { Deps } from "../core/deps.ts"
import { type CompareRule, compareRulesOf } from "../labels/compareRule.ts"
import { decisionAbout } from "../work/history/differences.ts"

type Db = Deps["storage"]["db"]

/** Confirmed answers that are looked at, the latest: older ones say what a person was like. */
const MOST_ANSWERS = 500

/** One confirmed answer of a person, and what is confirmed about it. */
export interface ConfirmedOne {
  readonly projectId: number
  readonly taskId: TaskNumber
  readonly assignmentId: string
  readonly by: "gold" | "decision"
  readonly sentAtMs: number
  readonly mine: AnnotationBody
  readonly right: AnnotationBody
  readonly items: readonly ConfirmedItem[]
}

type Row = Awaited<ReturnType<typeof listConfirmed>>[number]

/** A person's confirmed answers, the latest first, or one of them; those of projects that are gone are left out. */
export async function confirmedOf(
  db: Db,
  personId: number,
  assignmentId: string | null = null,
): Promise<ConfirmedOne[]> {
  const rows = await listConfirmed(db, personId, MOST_ANSWERS, assignmentId)
  const projects = await projectsOf(db, rows)
  const reviews = await reviewsOf(db, rows)
  return rows.flatMap((row): ConfirmedOne[] => {
    const project = projects.get(row.projectId)
    const { assignmentId, by, mine, right, sentAtMs } = row
    if (!project) return []
    const review = reviews.get(`${row.projectId}/${row.taskId}`)
    const { rule } = project
    const answer = { answer: assignmentId, mine, right, by, atMs: sentAtMs, rule }
    const items =
      by === "gold" ? confirmedItems(answer) : confirmedItems({ ...answer, isConfirmed: decidedIn(row, review) })
    // Of a picture where nothing of theirs was decided nothing is confirmed.
    return items.length === 0
      ? []
      : [{ projectId: row.projectId, taskId: row.taskId, assignmentId, by, sentAtMs, mine, right, items }]
  })
}

/** What known answers that were found wrong since had said of a person, and whether they found it. */
export async function correctedOf(db: Db, personId: number, sinceMs: number) {
  const rows = await listCorrectedOf(db, personId, sinceMs)
  const projects = await projectsOf(db, rows)
  return rows.flatMap((row) => {
    const project = projects.get(row.projectId)
    if (!project) return []
    const { assignmentId, mine, was, sentAtMs } = row
    const { rule } = project
    const items = confirmedItems({ answer: assignmentId, mine, right: was, by: "gold", atMs: sentAtMs, rule })
    return [{ ...row, items }]
  })
}

/** Whether a reviewer said what is right at a place: of what the answers of several agreed on, nobody did. */
function decidedIn({ submissionId }: Row, review: Review | undefined) {
  return (outcome: Parameters<typeof decisionAbout>[0]): boolean => {
    const decision = review && decisionAbout(outcome, submissionId, review)
    return decision !== undefined && decision.outcome !== "undecidable"
  }
}

/** The projects that are still there, each with how answers are compared in it; of a form by what it asks today. */
async function projectsOf(
  db: Db,
  rows: readonly { readonly projectId: number }[],
): Promise<Map<number, { readonly rule: CompareRule }>> {
  const ids = [...new Set(rows.map(({ projectId }) => projectId))]
  const found = await Promise.all(
    ids.map(async (id) => {
      const project = await findProject(db, id)
      if (!project || project.state === "deleted") return []
      return [[id, { rule: (await compareRulesOf(db, project))() }] as const]
    }),
  )
  return new Map(found.flat())
}

async function reviewsOf(db: Db, rows: readonly Row[]): Promise<Map<string, Review>> {
  const found = new Map<string, Review>()
  for (const projectId of new Set(rows.map((row) => row.projectId))) {
    const tasks = rows.filter((row) => row.projectId === projectId && row.by === "decision").map(({ taskId }) => taskId)
    for (const [taskId, review] of await findFiledReviews(db, projectId, tasks))
      found.set(`${projectId}/${taskId}`, review)
  }
  return found
}
