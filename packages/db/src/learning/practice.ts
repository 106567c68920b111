import { type AnnotationBody, canonicalJson, type TaskNumber } from "@justesse/types"
import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"
import type { TaskKey } from "../work/tasks.ts"

/** What somebody drew to practise. */
interface NewPracticeAnswer extends TaskKey {
  readonly publicId: string
  readonly personId: number
  readonly round: string
  readonly body: AnnotationBody
  readonly atMs: number
}

/** Keeps what somebody drew to practise; sent again under the same id it is the same. False where the id is of another one. */
export async function storePractice(db: Kysely<Database>, answer: NewPracticeAnswer): Promise<boolean> {
  const { publicId, personId, round, projectId, taskId, body, atMs } = answer
  const text = canonicalJson(body)
  await db
    .insertInto("practice_answer")
    .values({
      ...{ public_id: publicId, person_id: personId, round, project_id: projectId, task_id: taskId },
      ...{ body: text, at_ms: atMs },
    })
    .onConflict((conflict) => conflict.column("public_id").doNothing())
    .execute()
  const row = await db
    .selectFrom("practice_answer")
    .select(["person_id", "task_id", "project_id", "body"])
    .where("public_id", "=", publicId)
    .executeTakeFirst()
  return row?.person_id === personId && row.project_id === projectId && row.task_id === taskId && row.body === text
}

/** A round of practice: its pictures, and when the last of them was sent. */
interface PracticeRound {
  readonly round: string
  readonly tasks: readonly TaskNumber[]
  readonly atMs: number
}

/** The latest rounds of practice of a person in a project, the last first. */
export async function listRounds(
  db: Kysely<Database>,
  personId: number,
  projectId: number,
  most: number,
): Promise<PracticeRound[]> {
  const rows = await db
    .selectFrom("practice_answer")
    .select(["round", "task_id", "at_ms"])
    .where("person_id", "=", personId)
    .where("project_id", "=", projectId)
    .orderBy("id", "desc")
    .limit(40 * most)
    .execute()
  const rounds = new Map<string, { tasks: Set<TaskNumber>; atMs: number }>()
  for (const { round, task_id, at_ms } of rows) {
    const known = rounds.get(round)
    if (known) known.tasks.add(task_id)
    else rounds.set(round, { tasks: new Set([task_id]), atMs: at_ms })
  }
  return [...rounds].slice(0, most).map(([round, { tasks, atMs }]) => ({ round, tasks: [...tasks], atMs }))
}
