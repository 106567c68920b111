import type { SentAnswer } from "@justesse/work/decisions/silence"
import { type Kysely, type RawBuilder, sql } from "kysely"
import type { Database } from "../schema/index.ts"
import { SOURCE } from "../schema/states.ts"

// When answers were sent, and when somebody decided about them first: from rows that are added and never changed, so that it comes out
// the same later on. Known answers and training are compared with what was known, and decided by nobody: they are left out.

/** Answers of a project that were sent before `sentUntilMs`, each with what was decided about it by `decidedUntilMs`. */
interface Sent {
  readonly projectId: number
  readonly sentUntilMs: number
  readonly decidedUntilMs: number
}

/** The answers of a project, each as it was sent first. */
export function listSentAnswers(db: Kysely<Database>, of: Sent): Promise<SentAnswer[]> {
  return read(
    db,
    of,
    sql`join assignment a on a.project_id = s.project_id and a.task_id = s.task_id and a.person_id = s.person_id
      and a.drawn = ${sql.lit(SOURCE.queue)}`,
  )
}

/** The answers behind the pictures of a version, sent by when it was frozen: those that were counted, of two for one place the first. */
export function listAnswersBehind(
  db: Kysely<Database>,
  {
    projectId,
    version,
    frozenAtMs,
  }: { readonly projectId: number; readonly version: number; readonly frozenAtMs: number },
): Promise<SentAnswer[]> {
  return read(
    db,
    { projectId, sentUntilMs: frozenAtMs + 1, decidedUntilMs: frozenAtMs },
    sql`join version_item v on v.project_id = s.project_id and v.version = ${version} and v.task_id = s.task_id
      and v.settled_by in ('single', 'rule', 'review') and s.counted = 1`,
  )
}

/** One statement for all of them: each looks at the lines about its task and the judgements of its author's answer there, by index. */
async function read(db: Kysely<Database>, of: Sent, joined: RawBuilder<unknown>): Promise<SentAnswer[]> {
  const { projectId, sentUntilMs, decidedUntilMs } = of
  const { rows } = await sql<{ sent: number; task: number | null; doubt: number | null }>`select s.stored_at_ms as sent,
      (select min(e.at_ms) from activity e where e.project_id = s.project_id and e.task_id = s.task_id
        and e.what in ('task.settled', 'review.filed') and e.at_ms >= s.stored_at_ms and e.at_ms <= ${decidedUntilMs}) as task,
      (select min(j.at_ms) from judgement j where j.project_id = s.project_id and j.task_id = s.task_id
        and j.person_id = s.person_id and j.by_kind = 'person' and j.by_id <> j.person_id
        and j.at_ms >= s.stored_at_ms and j.at_ms <= ${decidedUntilMs}) as doubt
    from submission s ${joined}
    where s.project_id = ${projectId} and s.revision = 1 and s.stored_at_ms < ${sentUntilMs}
    order by s.stored_at_ms, s.task_id, s.person_id`.execute(db)
  return rows.map(({ sent, task, doubt }) => {
    const decided = [task, doubt].flatMap((atMs) => (atMs === null ? [] : [Number(atMs)]))
    return { sentAtMs: Number(sent), decidedAtMs: decided.length === 0 ? null : Math.min(...decided) }
  })
}
