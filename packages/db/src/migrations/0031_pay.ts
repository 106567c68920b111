import { type Kysely, sql } from "kysely"
import { postgresNotes } from "../chain/covered.ts"
import { appendOnly } from "./appendOnly.ts"
import { type Engine, runDdl } from "./ddl.ts"

/** What leases pay, prices and floors, consents, and what people take out. History: never edited once released. */
const TABLES: readonly string[] = [
  `create table assignment_terms (id id, project_id int not null, task_id int not null, person_id int not null, session_id int not null,
    leased_at_ms int not null, currency text not null, mode text not null, price_micros int not null, bonus_micros int not null,
    floor_micros int not null, cap_seconds int not null, review_micros int not null, judged flag not null, base_ms int not null,
    until_ms int, state text not null, ended_at_ms int, extensions int not null, sent_seconds int not null, accrued_micros int not null,
    drawn_micros int not null, appeal_micros int not null, owed_micros int not null, decided flag not null default 0,
    live flag not null default 1,
    bonus_given flag not null default 0, case_state text)`,
  "create unique index assignment_terms_once on assignment_terms(project_id, task_id, person_id, leased_at_ms)",
  "create index assignment_terms_open on assignment_terms(project_id, person_id) where state = 'leased'",
  "create index assignment_terms_late on assignment_terms(project_id, person_id, ended_at_ms) where state = 'expired'",
  "create index assignment_terms_session on assignment_terms(session_id)",
  "create index assignment_terms_live on assignment_terms(id) where live = 1",
  "create index assignment_terms_owed on assignment_terms(project_id) where owed_micros > 0",
  `create table session_pay (session_id int not null, project_id int not null, person_id int not null, currency text not null,
    floor_micros int not null, allowance_drawn_micros int not null, free_paid_micros int not null, owed_micros int not null,
    payments int not null, closed flag not null, key(session_id))`,
  "create index session_pay_open on session_pay(project_id) where closed = 0",
  "create index session_pay_owed on session_pay(project_id) where owed_micros > 0",
  `create table pay_counter (project_id int not null, person_id int not null, undecided_seconds int not null, decided int not null,
    key(project_id, person_id))`,
  "create table project_pay (project_id int not null, unfunded_since_ms int, asked int not null, key(project_id))",
  `create table price (id id, project_id int not null, from_ms int not null, price_micros int, bonus_micros int not null,
    quoted_micros int not null, basis text not null, median_ms int not null, mean_ms int not null, upper_ms int not null,
    cap_seconds int not null, made_at_ms int not null)`,
  "create index price_project on price(project_id, from_ms)",
  `create table floor_row (id id, place text not null, currency text not null, micros_per_hour int not null, from_day text not null,
    until_day text, source text not null, person_id int not null, at_ms int not null)`,
  `create table pay_consent (id id, project_id int not null, person_id int not null, mode text not null, guideline_version int not null,
    at_ms int not null)`,
  "create index pay_consent_person on pay_consent(person_id, project_id)",
  `create table payee (person_id int not null, place text not null, name text not null, account text not null, changed_at_ms int not null,
    key(person_id))`,
  `create table payout (id id, person_id int not null, currency text not null, amount_micros int not null, state text not null,
    name text not null, account text not null, file_id int, proof text, asked_at_ms int not null, changed_at_ms int not null)`,
  "create index payout_person on payout(person_id, id)",
  "create index payout_state on payout(state, id)",
  `create table payout_file (id id, kind text not null, currency text not null, payouts int not null, amount_micros int not null,
    body text not null, person_id int not null, made_at_ms int not null)`,
]

/** Columns of a lease's terms: no later price, floor or cap reaches them. */
const TERMS = [
  ...[
    "id",
    "project_id",
    "task_id",
    "person_id",
    "session_id",
    "leased_at_ms",
    "currency",
    "mode",
    "price_micros",
    "bonus_micros",
  ],
  ...["floor_micros", "cap_seconds", "review_micros", "judged", "base_ms"],
]

function fixedTerms(engine: Engine): string[] {
  const words = "the terms of a lease are fixed"
  if (engine === "sqlite")
    return [
      `create trigger assignment_terms_never_changed before update of ${TERMS.join(", ")} on assignment_terms
        begin select raise(abort, '${words}'); end`,
      `create trigger assignment_terms_never_removed before delete on assignment_terms begin select raise(abort, '${words}'); end`,
      `create trigger assignment_terms_never_replaced before insert on assignment_terms
        when exists (select 1 from assignment_terms t where t.id = new.id) or exists (select 1 from assignment_terms t
          where t.project_id = new.project_id and t.task_id = new.task_id and t.person_id = new.person_id
            and t.leased_at_ms = new.leased_at_ms) begin select raise(abort, '${words}'); end`,
    ]
  return [
    `create function assignment_terms_fixed() returns trigger language plpgsql as $$ begin raise exception '${words}'; end $$`,
    `create trigger assignment_terms_never_changed before update of ${TERMS.join(", ")} on assignment_terms
      for each row execute function assignment_terms_fixed()`,
    `create trigger assignment_terms_never_removed before delete on assignment_terms
      for each row execute function assignment_terms_fixed()`,
    `create trigger assignment_terms_never_emptied before truncate on assignment_terms
      for each statement execute function assignment_terms_fixed()`,
  ]
}

/** What a lease is offered is kept in memory by the version of a project's access: a new price or floor raises it. */
function offers(engine: Engine): string[] {
  const rise = (projects: string) =>
    `insert into access_version (project_id, version) ${projects} on conflict (project_id) do update set version = access_version.version + 1`
  const priced = rise("values (new.project_id, 1)")
  // SQLite takes the words after a select for a join's condition unless a condition stands before them.
  const all = rise("select id, 1 from project where true")
  const own = rise("select project_id, 1 from member where person_id = new.person_id")
  const each: readonly (readonly [name: string, event: string, statement: string])[] = [
    ["price_added", "insert on price", priced],
    ["floor_added", "insert on floor_row", all],
    ["payee_added", "insert on payee", own],
    ["payee_changed", "update on payee", own],
  ]
  return each.flatMap(([name, event, statement]) =>
    engine === "sqlite"
      ? [`create trigger access_${name} after ${event} begin ${statement}; end`]
      : [
          `create function access_${name}() returns trigger language plpgsql as $$ begin ${statement}; return null; end $$`,
          `create trigger access_${name} after ${event} for each row execute function access_${name}()`,
        ],
  )
}

export async function pay(db: Kysely<never>, engine: Engine): Promise<void> {
  await runDdl(db, engine, TABLES)
  const growing = ["price", "floor_row", "pay_consent"].flatMap((table) =>
    appendOnly(engine, { table, unique: [["id"]] }),
  )
  for (const statement of [...growing, ...fixedTerms(engine), ...offers(engine)]) await sql.raw(statement).execute(db)
  if (engine === "postgres") for (const statement of postgresNotes(31)) await sql.raw(statement).execute(db)
}
