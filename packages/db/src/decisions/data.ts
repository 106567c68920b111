import type { Evidence } from "@justesse/types/decisions/judgement"
import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"
import { toJudgement } from "./judgements.ts"
import { parseWords, putWords } from "./words.ts"

/** Evidence as its author may read it: what it says, and no id of what an answer was compared with (I5). */
function readable(evidence: Evidence) {
  if (evidence.type === "gold") return { type: "reference" }
  if (!("referenceId" in evidence)) return evidence
  const { referenceId: _, ...said } = evidence
  return said
}

/**
 * What was decided about a person's answers, and what they decided themselves, as they may carry it away: an answer by its assignment's own
 * name where it is theirs, and nobody else's name.
 */
export async function judgementsOf(db: Kysely<Database>, personId: number) {
  const rows = await db
    .selectFrom("judgement as j")
    .innerJoin("project", "project.id", "j.project_id")
    .leftJoin("assignment as a", (on) =>
      on
        .onRef("a.project_id", "=", "j.project_id")
        .onRef("a.task_id", "=", "j.task_id")
        .onRef("a.person_id", "=", "j.person_id"),
    )
    .leftJoin("judgement_beside as b", (on) =>
      on
        .onRef("b.project_id", "=", "j.project_id")
        .onRef("b.task_id", "=", "j.task_id")
        .onRef("b.person_id", "=", "j.person_id")
        .onRef("b.revision", "=", "j.revision")
        .onRef("b.seq", "=", "j.seq"),
    )
    .select(["project.slug", "a.public_id as assignment", "j.person_id", "j.act", "j.by_kind", "j.by_id", "j.at_ms"])
    .select(["j.about", "b.words"])
    .where(({ or, eb }) => or([eb("j.person_id", "=", personId), eb("j.by_id", "=", personId)]))
    .orderBy("j.at_ms")
    .orderBy("j.seq")
    .execute()
  return rows.map((row) => {
    const { act: bare } = toJudgement(row)
    const act = putWords(bare, row.words === null ? {} : parseWords(row.words))
    const isAboutMine = row.person_id === personId
    const { kind, ...said } = act
    // Who was drawn for an appeal is told to nobody.
    const shown =
      kind === "assign" ? {} : "evidence" in said ? { ...said, evidence: said.evidence.map(readable) } : said
    return {
      slug: row.slug,
      assignment: isAboutMine ? row.assignment : null,
      revision: isAboutMine ? row.about : null,
      at_ms: row.at_ms,
      mine: row.by_id === personId,
      kind,
      said: shown,
    }
  })
}
