import type { Kysely } from "kysely"
import type { Database } from "../schema.ts"

/** Everything that is stored on one person, as rows: what they may carry away. Secrets (hashes of tokens) stay. */
export function personData(db: Kysely<Database>) {
  return {
    async everything(personId: number) {
      const [person, memberships, assignments, submissions, drafts, time, acts] = await Promise.all([
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
        db.selectFrom("activity").select(["at_ms", "what", "detail"]).where("person_id", "=", personId).execute(),
      ])
      return { person, memberships, assignments, submissions, drafts, time, acts }
    },
  }
}
