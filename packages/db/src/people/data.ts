import type { Kysely } from "kysely"
import { judgementsOf } from "../decisions/data.ts"
import { payDataOf } from "../pay/data.ts"
import type { Database } from "../schema/index.ts"
import { toSessionEnd, toTimeKind } from "../schema/states.ts"

/** Everything that is stored of a person, by table, as they may take it away. */
export async function collectPersonData(db: Kysely<Database>, personId: number) {
  const [
    person,
    memberships,
    assignments,
    submissions,
    drafts,
    time,
    entries,
    sessions,
    claims,
    claimAnswers,
    acts,
    views,
    messages,
    judgements,
    quality,
    ratings,
    pay,
  ] = await Promise.all([
    db
      .selectFrom("person")
      .select(["id", "name", "email", "preferences", "made_at_ms", "last_seen_ms"])
      .where("id", "=", personId)
      .executeTakeFirst(),
    db
      .selectFrom("member")
      .innerJoin("project", "project.id", "member.project_id")
      .select([
        "project.slug",
        "project.name",
        "is_owner",
        "is_reviewer",
        "is_annotator",
        "pseudonym",
        "joined_at_ms",
        "member.last_seen_ms",
      ])
      .where("person_id", "=", personId)
      .execute(),
    // Tasks and assets are not named: an assignment's own id is what this person knows it by (I5).
    db
      .selectFrom("assignment")
      .innerJoin("project", "project.id", "assignment.project_id")
      .select([
        "project.slug",
        "public_id",
        "assignment.state",
        "leased_at_ms",
        "active_ms",
        "revision",
        "counted",
        "skip_reason",
        "skip_note",
        "fate",
        "sent_back",
      ])
      .where("person_id", "=", personId)
      .execute(),
    db
      .selectFrom("submission")
      .innerJoin("project", "project.id", "submission.project_id")
      .select([
        "project.slug",
        "public_id",
        "revision",
        "counted",
        "body",
        "body_sha256",
        "submission.ontology_version",
        "submission.guideline_version",
        "active_ms",
        "stored_at_ms",
      ])
      .where("person_id", "=", personId)
      .execute(),
    db
      .selectFrom("draft")
      .innerJoin("project", "project.id", "draft.project_id")
      .select(["project.slug", "revision", "body", "saved_at_ms"])
      .where("person_id", "=", personId)
      .execute(),
    db
      .selectFrom("active_time")
      .innerJoin("project", "project.id", "active_time.project_id")
      .select(["project.slug", "slot_ms", "active_ms", "tasks"])
      .where("person_id", "=", personId)
      .execute(),
    timeEntriesOf(db, personId),
    sessionsOf(db, personId),
    claimsOf(db, personId),
    claimAnswersOf(db, personId),
    db.selectFrom("activity").select(["at_ms", "what", "detail"]).where("person_id", "=", personId).execute(),
    db
      .selectFrom("saved_view")
      .innerJoin("project", "project.id", "saved_view.project_id")
      .select(["project.slug", "saved_view.name", "body", "saved_view.made_at_ms"])
      .where("saved_view.made_by", "=", personId)
      .execute(),
    messagesOf(db, personId),
    judgementsOf(db, personId),
    qualityOf(db, personId),
    db
      .selectFrom("project_rating as r")
      .innerJoin("project", "project.id", "r.project_id")
      .select(["project.slug", "clarity", "respect", "promptness", "r.at_ms"])
      .where("r.person_id", "=", personId)
      .orderBy("r.id")
      .execute(),
    payDataOf(db, personId),
  ])
  const practice = await practiceOf(db, personId)
  const work = { assignments, submissions, drafts, time, entries, sessions, claims, claimAnswers, practice }
  return { person, memberships, ...work, acts, views, messages, judgements, ratings, ...pay, ...quality }
}

/** What somebody wrote: questions, replies, answers; by the thread's own id. */
function messagesOf(db: Kysely<Database>, personId: number) {
  return db
    .selectFrom("message as m")
    .innerJoin("thread as h", "h.id", "m.thread_id")
    .innerJoin("project", "project.id", "m.project_id")
    .select(["project.slug", "h.public_id", "h.kind", "m.role", "m.body", "m.at_ms"])
    .where("m.person_id", "=", personId)
    .orderBy("m.id")
    .execute()
}

/** Work sessions, by project. */
async function sessionsOf(db: Kysely<Database>, personId: number) {
  const rows = await db
    .selectFrom("work_session as w")
    .innerJoin("project", "project.id", "w.project_id")
    .select(["project.slug", "w.id", "w.opened_at_ms", "w.last_at_ms", "w.active_ms", "w.unleased_ms"])
    .select(["w.closed_at_ms", "w.closed_why"])
    .where("w.person_id", "=", personId)
    .orderBy("w.id")
    .execute()
  return rows.map((row) => ({ ...row, closed_why: toSessionEnd(row.closed_why) }))
}

/** What somebody said was missing of their time, with the answers. */
function claimsOf(db: Kysely<Database>, personId: number) {
  return db
    .selectFrom("time_claim as c")
    .leftJoin("time_claim_answer as a", "a.claim_id", "c.id")
    .select(["c.session_id", "c.granted_s", "c.asked_s", "c.note", "c.beyond", "c.at_ms"])
    .select(["a.granted_s as answered_s", "a.at_ms as answered_at_ms"])
    .where("c.person_id", "=", personId)
    .orderBy("c.id")
    .execute()
}

/** What they answered to others who said so. */
function claimAnswersOf(db: Kysely<Database>, personId: number) {
  return db
    .selectFrom("time_claim_answer")
    .select(["claim_id", "granted_s", "at_ms"])
    .where("person_id", "=", personId)
    .orderBy("claim_id")
    .execute()
}

/** Time as it was credited, with the raw seconds while they are kept; see `schema/time.ts` for opening entries. */
async function timeEntriesOf(db: Kysely<Database>, personId: number) {
  const rows = await db
    .selectFrom("time_entry as e")
    .innerJoin("project", "project.id", "e.project_id")
    .leftJoin("assignment as a", (join) =>
      join
        .onRef("a.project_id", "=", "e.project_id")
        .onRef("a.task_id", "=", "e.task_id")
        .onRef("a.person_id", "=", "e.person_id"),
    )
    .select([
      "project.slug",
      "a.public_id",
      "e.kind",
      "e.session_id",
      "e.slot_ms",
      "e.credited_ms",
      "e.at_ms",
      "e.ticks",
    ])
    .where("e.person_id", "=", personId)
    .orderBy("e.id")
    .execute()
  return rows.map((row) => ({ ...row, kind: toTimeKind(row.kind) }))
}

/**
 * What is measured on a person: skills as last computed, answers to gold that was retired (gold still mixed in is told of
 * to nobody, I5), and what second looks made of their decisions.
 */
async function qualityOf(db: Kysely<Database>, personId: number) {
  const [skills, knownAnswers, secondLooks] = await Promise.all([
    db
      .selectFrom("person_quality")
      .innerJoin("project", "project.id", "person_quality.project_id")
      .select(["project.slug", "items", "body", "changed_at_ms"])
      .where("person_id", "=", personId)
      .execute(),
    db
      .selectFrom("gold_answer")
      .innerJoin("gold", (join) =>
        join.onRef("gold.project_id", "=", "gold_answer.project_id").onRef("gold.task_id", "=", "gold_answer.task_id"),
      )
      .innerJoin("project", "project.id", "gold_answer.project_id")
      .select(["project.slug", "passed", "evidence", "at_ms"])
      .where("gold_answer.person_id", "=", personId)
      .where("gold.state", "=", "retired")
      .execute(),
    db
      .selectFrom("second_look")
      .innerJoin("project", "project.id", "second_look.project_id")
      .select(["project.slug", "differences", "same", "severity_ppm", "filed_at_ms"])
      .where("first_by", "=", personId)
      .where("second_look.state", "=", "filed")
      .execute(),
  ])
  const withoutGold = skills.map(({ body, ...row }) => ({ ...row, skills: JSON.parse(body).skills ?? null }))
  return { skills: withoutGold, knownAnswers, secondLooks }
}

/** What somebody drew to practise; by round, not by picture. */
function practiceOf(db: Kysely<Database>, personId: number) {
  return db
    .selectFrom("practice_answer as p")
    .innerJoin("project", "project.id", "p.project_id")
    .select(["project.slug", "p.round", "p.body", "p.at_ms"])
    .where("p.person_id", "=", personId)
    .orderBy("p.id")
    .execute()
}
