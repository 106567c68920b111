import { createHash } from "node:crypto"
import { AnnotationBody, canonicalJson, StoredBody, type TaskNumber } from "@justesse/types"
import type { Actor, Judgement } from "@justesse/work/decisions/judgement"
import type { Kysely, Selectable } from "kysely"
import type { Database } from "../schema/index.ts"
import type { OpenTransaction } from "../transaction.ts"
import { parseWords, putWords, takeWords, type Words } from "./words.ts"

/** A submission that somebody judged: its author's answer to a task, from the revision with which its case began. */
export interface CaseKey {
  readonly projectId: number
  readonly taskId: TaskNumber
  /** The author. */
  readonly personId: number
  readonly revision: number
}

/** One judgement as it is stored, with what lies beside it. */
export interface StoredJudgement {
  readonly seq: number
  readonly publicId: string
  /** The revision that it is about. */
  readonly about: number
  readonly judgement: Judgement
  readonly supersedes: number | null
  /** Of a proposal: the answer as the reviewer would have it. Null elsewhere, and where the picture is forgotten. */
  readonly reference: AnnotationBody | null
}

/** What lies beside a judgement, as one text: what its hash is of. */
export function besideText(words: Words, reference: AnnotationBody | null): string {
  return canonicalJson({ words, reference })
}

export const besideSha256 = (text: string): string => createHash("sha256").update(text).digest("hex")

/** Appends one judgement to a case, in the transaction of the act that made it. */
export async function insertJudgement(tx: OpenTransaction, key: CaseKey, row: StoredJudgement): Promise<void> {
  const { judgement, reference } = row
  const { act, words } = takeWords(judgement.act)
  const hasBeside = words !== null || reference !== null
  const columns = {
    project_id: key.projectId,
    task_id: key.taskId,
    person_id: key.personId,
    revision: key.revision,
    seq: row.seq,
  }
  await tx
    .insertInto("judgement")
    .values({
      ...columns,
      public_id: row.publicId,
      about: row.about,
      kind: act.kind,
      part_id: partOf(judgement),
      reason: act.kind === "propose" ? act.reason : null,
      clause: "clause" in act ? act.clause : null,
      act: canonicalJson(act),
      by_kind: judgement.by.kind,
      by_id: judgement.by.kind === "person" ? judgement.by.id : null,
      at_ms: judgement.atMs,
      supersedes: row.supersedes,
      beside_sha256: hasBeside ? besideSha256(besideText(words ?? {}, reference)) : null,
    })
    .execute()
  if (!hasBeside) return
  const beside = { words: canonicalJson(words ?? {}), reference: reference && canonicalJson(reference) }
  await tx
    .insertInto("judgement_beside")
    .values({ ...columns, ...beside })
    .execute()
}

/** The first part of the answer that evidence names. */
function partOf({ act }: Judgement): string | null {
  if (act.kind !== "propose") return null
  for (const one of act.evidence) if ("partId" in one && one.partId !== null) return one.partId
  return null
}

type Row = Selectable<Database["judgement"]> & { words: string | null; reference: string | null }

function toActor({ by_kind, by_id }: Pick<Row, "by_kind" | "by_id">): Actor {
  return by_kind === "person" ? { kind: "person", id: by_id ?? 0 } : { kind: by_kind }
}

/** A row without what lies beside it: enough for where the case stands. */
export function toJudgement(row: Pick<Row, "act" | "by_kind" | "by_id" | "at_ms">): Judgement {
  // As `insertJudgement` wrote it: the words of an act are asked for by its schema, and lie beside it.
  return { act: JSON.parse(row.act), by: toActor(row), atMs: row.at_ms }
}

function toStored(row: Row): StoredJudgement {
  const bare = toJudgement(row)
  const words = row.words === null ? {} : parseWords(row.words)
  return {
    seq: row.seq,
    publicId: row.public_id,
    about: row.about,
    judgement: { ...bare, act: putWords(bare.act, words) },
    supersedes: row.supersedes,
    reference: row.reference === null ? null : StoredBody.parse(JSON.parse(row.reference)),
  }
}

/** The judgements of a case, in their order. */
export async function listJudgements(db: Kysely<Database>, key: CaseKey): Promise<StoredJudgement[]> {
  const rows = await db
    .selectFrom("judgement as j")
    .leftJoin("judgement_beside as b", (on) =>
      on
        .onRef("b.project_id", "=", "j.project_id")
        .onRef("b.task_id", "=", "j.task_id")
        .onRef("b.person_id", "=", "j.person_id")
        .onRef("b.revision", "=", "j.revision")
        .onRef("b.seq", "=", "j.seq"),
    )
    .selectAll("j")
    .select(["b.words", "b.reference"])
    .where("j.project_id", "=", key.projectId)
    .where("j.task_id", "=", key.taskId)
    .where("j.person_id", "=", key.personId)
    .where("j.revision", "=", key.revision)
    .orderBy("j.seq")
    .execute()
  return rows.map(toStored)
}

/** All judgements of a project until a moment, case by case, each in their order; without what was written beside them. */
export async function listJudgementsUntil(
  db: Kysely<Database>,
  projectId: number,
  atMs: number,
): Promise<readonly Judgement[][]> {
  const rows = await db
    .selectFrom("judgement")
    .select(["task_id", "person_id", "revision", "act", "by_kind", "by_id", "at_ms"])
    .where("project_id", "=", projectId)
    .where("at_ms", "<=", atMs)
    .orderBy("task_id")
    .orderBy("person_id")
    .orderBy("revision")
    .orderBy("seq")
    .execute()
  const cases = new Map<string, Judgement[]>()
  for (const row of rows) {
    const key = `${row.task_id}/${row.person_id}/${row.revision}`
    const own = cases.get(key) ?? []
    own.push(toJudgement(row))
    cases.set(key, own)
  }
  return [...cases.values()]
}

/** Who appended the judgement of this id, and to which case; undefined where there is none. */
export async function findJudgement(
  db: Kysely<Database>,
  publicId: string,
): Promise<{ readonly key: CaseKey; readonly byId: number | null; readonly act: Judgement["act"] } | undefined> {
  const row = await db.selectFrom("judgement").selectAll().where("public_id", "=", publicId).executeTakeFirst()
  if (!row) return undefined
  const key = { projectId: row.project_id, taskId: row.task_id, personId: row.person_id, revision: row.revision }
  return { key, byId: row.by_id, act: toJudgement(row).act }
}

/** Empties what was written about pictures that are forgotten, and what answers were compared with; who decided what when stays. */
export async function forgetBeside(
  tx: Kysely<Database>,
  projectId: number,
  tasks: readonly TaskNumber[],
): Promise<void> {
  await tx
    .updateTable("judgement_beside")
    .set({ words: "{}", reference: null })
    .where("project_id", "=", projectId)
    .where("task_id", "in", [...tasks])
    .execute()
}
