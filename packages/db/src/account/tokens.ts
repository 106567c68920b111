import { JustesseError, ProjectSlug, TokenScope } from "@justesse/types"
import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"

// API tokens: 32 random bytes shown once, their SHA-256 stored.

interface ApiToken {
  readonly id: number
  readonly name: string
  readonly scopes: readonly TokenScope[]
  readonly madeAtMs: number
  readonly lastUsedAtMs: number | null
  readonly endsAtMs: number | null
  /** The only project that it opens; null: all of its person's. */
  readonly project: ProjectSlug | null
}

/** Makes a token of a person; only the hash of it is stored. Its number. */
export async function insertToken(
  db: Kysely<Database>,
  token: {
    secretSha256: string
    personId: number
    name: string
    scopes: readonly TokenScope[]
    madeAtMs: number
    endsAtMs: number | null
    projectId?: number | null
  },
): Promise<number> {
  const row = await db
    .insertInto("token")
    .values({
      secret_sha256: token.secretSha256,
      person_id: token.personId,
      name: token.name,
      scopes: JSON.stringify(token.scopes),
      made_at_ms: token.madeAtMs,
      last_used_at_ms: null,
      ends_at_ms: token.endsAtMs,
      project_id: token.projectId ?? null,
    })
    .returning("id")
    .executeTakeFirstOrThrow()
  return row.id
}

/** Tokens of a person, the newest first, at most 200. */
export async function readTokens(db: Kysely<Database>, personId: number): Promise<ApiToken[]> {
  const rows = await db
    .selectFrom("token")
    .leftJoin("project", "project.id", "token.project_id")
    .selectAll("token")
    .select("project.slug")
    .where("token.person_id", "=", personId)
    .orderBy("token.id", "desc")
    .limit(200)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    scopes: TokenScope.array().parse(JSON.parse(row.scopes)),
    madeAtMs: row.made_at_ms,
    lastUsedAtMs: row.last_used_at_ms,
    endsAtMs: row.ends_at_ms,
    project: row.slug === null ? null : ProjectSlug.parse(row.slug),
  }))
}

/** The active person, scopes and project behind a token that is not over; notes the use. */
export async function recordTokenUse(
  db: Kysely<Database>,
  secretSha256: string,
  nowMs: number,
): Promise<
  { personId: number; name: string; operator: boolean; scopes: TokenScope[]; projectId?: number } | undefined
> {
  const row = await db
    .selectFrom("token")
    .innerJoin("person", "person.id", "token.person_id")
    .select([
      "token.id",
      "token.person_id",
      "token.scopes",
      "token.ends_at_ms",
      "token.project_id",
      "person.name",
      "person.is_operator",
    ])
    .where("token.secret_sha256", "=", secretSha256)
    .where("person.is_active", "=", 1)
    .executeTakeFirst()
  if (!row || (row.ends_at_ms !== null && row.ends_at_ms <= nowMs)) return undefined
  // The note is beside the question: a full disk shuts nobody out.
  await db
    .updateTable("token")
    .set({ last_used_at_ms: nowMs })
    .where("id", "=", row.id)
    .execute()
    .catch((error: unknown) => {
      if (!(error instanceof JustesseError)) throw error
    })
  return {
    personId: row.person_id,
    name: row.name,
    operator: row.is_operator === 1,
    scopes: TokenScope.array().parse(JSON.parse(row.scopes)),
    ...(row.project_id === null ? {} : { projectId: row.project_id }),
  }
}

/** Removes everybody's tokens of this name that never end. */
export async function deleteEndlessTokens(db: Kysely<Database>, name: string): Promise<void> {
  await db.deleteFrom("token").where("name", "=", name).where("ends_at_ms", "is", null).execute()
}

/** Removes every token of a person; returns the hashes of the removed. */
export async function deleteTokens(db: Kysely<Database>, personId: number): Promise<string[]> {
  const rows = await db.deleteFrom("token").where("person_id", "=", personId).returning("secret_sha256").execute()
  return rows.map((row) => row.secret_sha256)
}

/** The hash of the removed token, or undefined when it is not this person's. */
export async function deleteToken(db: Kysely<Database>, id: number, personId: number): Promise<string | undefined> {
  const row = await db
    .deleteFrom("token")
    .where("id", "=", id)
    .where("person_id", "=", personId)
    .returning("secret_sha256")
    .executeTakeFirst()
  return row?.secret_sha256
}
