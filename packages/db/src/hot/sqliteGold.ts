import { FIRST_GOLD_RATE_PPM } from "@justesse/work/goldDraw"
import type BetterSqlite3 from "better-sqlite3"
import { beginsAlike, GOLD_SCAN, type GoldStand } from "./gold.ts"
import type { NextInput } from "./operations.ts"
import { ASSIGNMENT_COLUMNS, type AssignmentRow } from "./rows.ts"

/** The first gold of a state from a place on that the person never met, in tiers they may draw from. */
const PICK = `select g.task_id as id from (
    select task_id, place from gold indexed by gold_place where project_id = @project and state = @state and place >= @place order by place limit ${GOLD_SCAN}) g
  where not exists (select 1 from assignment a where a.project_id = @project and a.task_id = g.task_id and a.person_id = @person)
    and exists (select 1 from task t where t.project_id = @project and t.id = g.task_id and t.tier in (select value from json_each(@tiers)))
    and exists (select 1 from task_state s where s.project_id = @project and s.task_id = g.task_id and s.state = 'settled' and s.settled_by = 'gold')
    and (@state <> 'active' or ${beginsAlike("@project")})
  limit 1`

interface PickInput {
  readonly project: number
  readonly person: number
  readonly state: "active" | "try_out"
  readonly place: number
  readonly tiers: string
}

/** The gold side of drawing on SQLite. Synchronous: runs inside the writer's transaction. */
export function sqliteGold(db: BetterSqlite3.Database) {
  const sql = {
    stand: db.prepare<[number, number, number], GoldStand>(
      `select q.gold_places as places, d.rate_ppm as rate, d.try_out_left as "left", coalesce(c.leased, 0) as drawn
       from quality_state q left join gold_draw d on d.project_id = q.project_id and d.person_id = ?
         left join person_counter c on c.project_id = q.project_id and c.person_id = ?
       where q.project_id = ?`,
    ),
    pick: db.prepare<[PickInput], { id: number }>(PICK),
    insert: db.prepare(
      `insert into assignment (project_id, task_id, person_id, public_id, state, fence, leased_at_ms, expires_at_ms, active_ms, revision, counted, ontology_version, guideline_version, changed_at_ms, drawn)
       values (?, ?, ?, ?, 0, 1, ?, ?, 0, 0, 1, ?, ?, ?, ?)`,
    ),
    place: db.prepare("update task set overlap = overlap + ? where project_id = ? and id = ?"),
    tryOuts: db.prepare<[number, number], { n: number }>(
      "select count(*) as n from (select 1 from gold where project_id = ? and state = 'try_out' limit ?)",
    ),
    begin: db.prepare(
      `insert into gold_draw (project_id, person_id, rate_ppm, try_out_left, try_out_passed) values (?, ?, ${FIRST_GOLD_RATE_PPM}, ?, 0)
       on conflict (project_id, person_id) do nothing`,
    ),
    sent: db.prepare(
      "update gold_draw set try_out_left = max(0, try_out_left - 1) where project_id = ? and person_id = ?",
    ),
    ownTryOut: db.prepare<[number, number], AssignmentRow>(
      `select ${ASSIGNMENT_COLUMNS} from assignment where project_id = ? and person_id = ? and state in (2, 3, 4) and revision = 0 and drawn = 2
         and exists (select 1 from gold g where g.project_id = assignment.project_id and g.task_id = assignment.task_id and g.state = 'try_out')
       order by changed_at_ms, task_id limit 1`,
    ),
  }

  return {
    /** One read by key; nothing where the project has no gold or wants none. */
    stand(input: NextInput): GoldStand | undefined {
      return input.gold ? sql.stand.get(input.personId, input.personId, input.projectId) : undefined
    },
    /** An unmet gold task from `place` on, round the end; null when a look finds none. */
    pick(input: NextInput, state: PickInput["state"], place: number): number | null {
      const { projectId: project, personId: person } = input
      const asked = { project, person, state, tiers: JSON.stringify(input.tiers) }
      const found = sql.pick.get({ ...asked, place }) ?? (place > 0 ? sql.pick.get({ ...asked, place: 0 }) : undefined)
      return found?.id ?? null
    },
    /** Leases a gold task: its place is made first, so that holders never exceed the overlap (I3). */
    lease(input: NextInput, taskId: number, publicId: string, place: { ttl: number; n: number; drawn: number }): void {
      const { projectId, personId, nowMs, ontologyVersion, guidelineVersion } = input
      sql.place.run(1, projectId, taskId)
      const until = nowMs + place.ttl
      const versions = [ontologyVersion, guidelineVersion]
      sql.insert.run(projectId, taskId, personId, publicId, nowMs + place.n, until, ...versions, nowMs, place.drawn)
    },
    /** Makes (1) or takes away (-1) the place of one turn. */
    movePlace(row: Pick<AssignmentRow, "project_id" | "task_id">, by: 1 | -1): void {
      sql.place.run(by, row.project_id, row.task_id)
    },
    /** Says how many try-outs somebody begins with: as many as there are, at most `most`. */
    begin(input: NextInput, most: number): number {
      const left = sql.tryOuts.get(input.projectId, most)?.n ?? 0
      if (left > 0) sql.begin.run(input.projectId, input.personId, left)
      return left
    },
    tryOutSent(row: Pick<AssignmentRow, "project_id" | "person_id">): void {
      sql.sent.run(row.project_id, row.person_id)
    },
    ownTryOut(input: NextInput): AssignmentRow | undefined {
      return sql.ownTryOut.get(input.projectId, input.personId)
    },
  }
}
export type SqliteGold = ReturnType<typeof sqliteGold>
