import type { Operations } from "@justesse/work/allocation/operations"
import type BetterSqlite3 from "better-sqlite3"
import type { Session, Statement } from "../postgres/session.ts"
import type { AsyncOperations } from "./driver.ts"
import { type AssignmentRow, columnsOf, toHeld } from "./rows.ts"
import { LIVE } from "./sqliteDraw.ts"
import { numbered } from "./statements.ts"

type ContentNames = "lockHeld" | "storeYes" | "countGiven"

const HELD = (index = "") =>
  `select ${columnsOf("a")} from assignment a ${index} where a.project_id = ? and a.person_id = ? and a.state = 0 order by a.task_id`
const YES = "update member set content_yes = ? where project_id = ? and person_id = ?"
const LOCK_HELD: Statement = { name: "content_held", text: `${numbered(HELD())} for update of a` }
const STORE_YES: Statement = { name: "content_yes", text: numbered(YES) }

/** Leases that are made at once begin a millisecond apart, after their rows were written. */
const TOGETHER_MS = 1_000

/** What somebody was given in these projects since a moment, and what they hold from before. */
const GIVEN_SQLITE = `select (select count(*) from assignment a indexed by assignment_person
      where a.person_id = @person and a.changed_at_ms > @written and a.leased_at_ms > @since
        and a.project_id in (select value from json_each(@projects)))
  + (select count(*) from json_each(@projects) p cross join assignment a ${LIVE}
      where a.project_id = p.value and a.person_id = @person and a.state = 0 and a.leased_at_ms <= @since)`
const GIVEN: Statement = {
  name: "content_given",
  text: `select (select count(*) from assignment a
      where a.person_id = $1 and a.changed_at_ms > $2 and a.leased_at_ms > $3 and a.project_id = any($4::bigint[]))
    + (select count(*) from assignment a
      where a.project_id = any($4::bigint[]) and a.person_id = $1 and a.state = 0 and a.leased_at_ms <= $3) as n`,
}

/** What a yes, and a choice of how much an hour, ask for on prepared statements. */
export function prepareContent(db: BetterSqlite3.Database): Pick<Operations, ContentNames> {
  const held = db.prepare<[number, number], AssignmentRow>(HELD(LIVE))
  const yes = db.prepare(YES)
  const given = db.prepare<[Record<string, number | string>], number>(GIVEN_SQLITE).pluck()
  return {
    lockHeld: ({ projectId, personId }) => held.all(projectId, personId).map(toHeld),
    storeYes(of) {
      yes.run(of.yes, of.projectId, of.personId)
    },
    countGiven({ personId, projectIds, sinceMs }) {
      const projects = JSON.stringify(projectIds)
      return given.get({ person: personId, written: sinceMs - TOGETHER_MS, since: sinceMs, projects }) ?? 0
    },
  }
}

/** The same in one transaction of PostgreSQL. Runs under the person's lock. */
export function contentOperations(session: Session): Pick<AsyncOperations, ContentNames> {
  return {
    async lockHeld({ projectId, personId }) {
      return (await session.rows<AssignmentRow>(LOCK_HELD, [projectId, personId])).map(toHeld)
    },
    storeYes: ({ projectId, personId, yes }) => session.send(STORE_YES, [yes, projectId, personId]),
    async countGiven({ personId, projectIds, sinceMs }) {
      return (await session.row<{ n: number }>(GIVEN, [personId, sinceMs - TOGETHER_MS, sinceMs, projectIds]))?.n ?? 0
    },
  }
}
