import { type AnnotationBody, StoredBody, type TaskNumber } from "@justesse/types"
import type { Kysely } from "kysely"
import { findProposalSets, findProposals } from "../imports/proposals.ts"
import type { Database } from "../schema/index.ts"
import { SOURCE } from "../schema/states.ts"

/** A first answer of which it is known whether its task came with proposals. */
export interface ProposedAnswerRow {
  readonly taskId: TaskNumber
  readonly personId: number
  readonly withheld: boolean
  /** How many proposals it says it was given; 0 where they were withheld. */
  readonly proposed: number
  readonly activeMs: number
  readonly storedAtMs: number
  /** The set that proposed, or would have; null in answers from before that was stored. */
  readonly setId: number | null
  /** A reviewer or a known answer said what is right: independent of who else saw the proposals. */
  readonly isJudged: boolean
}

/** The newest first answers of people with and without proposals, training left out; at most `most`, of one set alone where it is named. */
export async function listProposedAnswers(
  db: Kysely<Database>,
  projectId: number,
  most: number,
  setId: number | null = null,
): Promise<ProposedAnswerRow[]> {
  const all = db
    .selectFrom("answer_proposals as p")
    .innerJoin("submission as s", (on) =>
      on
        .onRef("s.project_id", "=", "p.project_id")
        .onRef("s.task_id", "=", "p.task_id")
        .onRef("s.person_id", "=", "p.person_id")
        .onRef("s.revision", "=", "p.revision"),
    )
    .innerJoin("assignment as a", (on) =>
      on
        .onRef("a.project_id", "=", "p.project_id")
        .onRef("a.task_id", "=", "p.task_id")
        .onRef("a.person_id", "=", "p.person_id"),
    )
    .innerJoin("task_state as k", (on) =>
      on.onRef("k.project_id", "=", "p.project_id").onRef("k.task_id", "=", "p.task_id"),
    )
    .select(["p.task_id", "p.person_id", "p.withheld", "s.active_ms", "s.stored_at_ms", "k.settled_by"])
    .select(["p.taken", "p.changed", "p.refused", "p.untouched", "p.set_id"])
    .where("p.project_id", "=", projectId)
    .where("p.revision", "=", 1)
    .where("a.drawn", "<>", SOURCE.training)
    .orderBy("p.task_id", "desc")
    .orderBy("p.person_id")
    .limit(most)
  const rows = await (setId === null ? all : all.where("p.set_id", "=", setId)).execute()
  return rows.map((row) => ({
    taskId: row.task_id,
    personId: row.person_id,
    withheld: row.withheld === 1,
    proposed: row.taken + row.changed + row.refused + row.untouched,
    activeMs: row.active_ms,
    storedAtMs: row.stored_at_ms,
    setId: row.set_id,
    isJudged: row.settled_by === "review" || row.settled_by === "gold",
  }))
}

/** Of these tasks: the final answer, what the model says now, and each person's first answer. Those without a final one are left out. */
export async function readProposedAnswers(db: Kysely<Database>, projectId: number, taskIds: readonly TaskNumber[]) {
  const [finals, sent, proposals, since] = await Promise.all([
    db
      .selectFrom("task_state")
      .select(["task_id", "answer"])
      .where("project_id", "=", projectId)
      .where("task_id", "in", [...taskIds])
      .execute(),
    db
      .selectFrom("submission")
      .select(["task_id", "person_id", "body"])
      .where("project_id", "=", projectId)
      .where("task_id", "in", [...taskIds])
      .where("revision", "=", 1)
      .execute(),
    findProposals(db, projectId, taskIds),
    findProposedSince(db, projectId, taskIds),
  ])
  return finals.flatMap(({ task_id: taskId, answer }) => {
    if (answer === null) return []
    const own = sent.filter((row) => row.task_id === taskId)
    const answers = own.map(({ person_id, body }) => ({ personId: person_id, body: toBody(body) }))
    const body = proposals.get(taskId)
    const proposal = body === undefined ? null : { body, sinceMs: since.get(taskId) ?? 0 }
    return [{ taskId, final: toBody(answer), proposal, answers }]
  })
}

/** When the set was made that proposes on each of these tasks. */
async function findProposedSince(db: Kysely<Database>, projectId: number, taskIds: readonly TaskNumber[]) {
  const sets = await findProposalSets(db, projectId, taskIds)
  const rows = await db
    .selectFrom("prediction_set")
    .select(["id", "made_at_ms"])
    .where("project_id", "=", projectId)
    .execute()
  const madeAtMs = new Map(rows.map((row) => [row.id, row.made_at_ms]))
  return new Map(Array.from(sets, ([task, set]) => [task, madeAtMs.get(set) ?? 0]))
}

function toBody(stored: string): AnnotationBody {
  return StoredBody.parse(JSON.parse(stored))
}
