import { ProjectSlug } from "@justesse/types"
import type { AskedIn } from "@justesse/types/content/refusedKinds"
import type { RefusedAsk } from "@justesse/work/instructions/refusedKinds"
import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"

type Answer = "allowed" | "refused"

/** A sentence of a project that seems to ask for a refused kind of work. */
interface StoredAsk extends RefusedAsk {
  readonly id: number
  readonly place: AskedIn
  readonly answer: Answer | null
}

/** An unanswered {@link StoredAsk} with its project. */
interface OpenAsk extends Omit<StoredAsk, "answer"> {
  readonly project: ProjectSlug
  readonly projectName: string
  readonly askedAtMs: number
}

/** The sentences of a project that operators were asked about, with their answers. */
export async function listRefusedAsks(db: Kysely<Database>, projectId: number): Promise<StoredAsk[]> {
  return db
    .selectFrom("refused_ask")
    .select(["id", "place", "kind", "sentence", "answer"])
    .where("project_id", "=", projectId)
    .execute()
}

/** Adds a question to the operators; false when this sentence was asked about before. */
export async function insertRefusedAsk(
  db: Kysely<Database>,
  projectId: number,
  ask: RefusedAsk & { readonly place: AskedIn; readonly personId: number; readonly atMs: number },
): Promise<boolean> {
  const { place, kind, sentence, personId, atMs } = ask
  const made = await db
    .insertInto("refused_ask")
    .values({
      ...{ project_id: projectId, place, kind, sentence, person_id: personId, asked_at_ms: atMs },
      ...{ answer: null, answered_by: null, answered_at_ms: null },
    })
    .onConflict((oc) => oc.columns(["project_id", "sentence"]).doNothing())
    .returning("id")
    .executeTakeFirst()
  return made !== undefined
}

/** Questions of the whole studio that wait for an operator, oldest first, at most 100. */
export async function listOpenRefusedAsks(db: Kysely<Database>): Promise<OpenAsk[]> {
  const rows = await db
    .selectFrom("refused_ask as r")
    .innerJoin("project as p", "p.id", "r.project_id")
    .select(["r.id", "r.place", "r.kind", "r.sentence", "r.asked_at_ms", "p.slug", "p.name"])
    .where("r.answer", "is", null)
    .where("p.state", "<>", "deleted")
    .orderBy("r.id")
    .limit(100)
    .execute()
  return rows.map(({ asked_at_ms, slug, name, ...ask }) => ({
    ...ask,
    ...{ project: ProjectSlug.parse(slug), projectName: name, askedAtMs: asked_at_ms },
  }))
}

/** Answers an open question. Its project and author; undefined when it is answered already. */
export async function answerRefusedAsk(
  db: Kysely<Database>,
  id: number,
  answer: Answer,
  by: { readonly personId: number; readonly atMs: number },
): Promise<{ readonly projectId: number; readonly personId: number } | undefined> {
  const row = await db
    .updateTable("refused_ask")
    .set({ answer, answered_by: by.personId, answered_at_ms: by.atMs })
    .where("id", "=", id)
    .where("answer", "is", null)
    .returning(["project_id", "person_id"])
    .executeTakeFirst()
  return row && { projectId: row.project_id, personId: row.person_id }
}
