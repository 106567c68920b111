import { Role } from "@justesse/types"
import type { Kysely, Selectable } from "kysely"
import type { Database, LinkTable } from "../schema/index.ts"
import type { LinkKind } from "../schema/states.ts"

export type { LinkKind }

/** A one-time or limited link. Only the hash of its secret is stored. */
export interface Link {
  readonly id: number
  readonly kind: LinkKind
  readonly projectId: number | null
  readonly personId: number | null
  readonly name: string
  readonly email: string | null
  readonly roles: readonly Role[]
  readonly operator: boolean
  readonly madeAtMs: number
  readonly endsAtMs: number
  readonly maxUses: number
  readonly uses: number
  readonly withdrawn: boolean
}

interface NewLink {
  readonly kind: LinkKind
  readonly secretSha256: string
  readonly projectId?: number | null
  readonly personId?: number | null
  readonly name?: string
  readonly email?: string | null
  readonly roles?: readonly Role[]
  readonly operator?: boolean
  readonly madeBy?: number | null
  readonly madeAtMs: number
  readonly endsAtMs: number
  readonly maxUses?: number
}

function fromRow(row: Selectable<LinkTable>): Link {
  return {
    id: row.id,
    kind: row.kind,
    projectId: row.project_id,
    personId: row.person_id,
    name: row.name,
    email: row.email,
    roles: Role.array().parse(JSON.parse(row.roles)),
    operator: row.is_operator === 1,
    madeAtMs: row.made_at_ms,
    endsAtMs: row.ends_at_ms,
    maxUses: row.max_uses,
    uses: row.uses,
    withdrawn: row.withdrawn === 1,
  }
}

/** Makes a link that is open from now on. Its number. */
export async function insertLink(db: Kysely<Database>, link: NewLink): Promise<number> {
  const row = await db
    .insertInto("link")
    .values({
      kind: link.kind,
      secret_sha256: link.secretSha256,
      project_id: link.projectId ?? null,
      person_id: link.personId ?? null,
      name: link.name ?? "",
      email: link.email ?? null,
      roles: JSON.stringify(link.roles ?? []),
      is_operator: link.operator ? 1 : 0,
      made_by: link.madeBy ?? null,
      made_at_ms: link.madeAtMs,
      ends_at_ms: link.endsAtMs,
      max_uses: link.maxUses ?? 1,
      uses: 0,
      withdrawn: 0,
    })
    .returning("id")
    .executeTakeFirstOrThrow()
  return row.id
}

/** A link that still opens, or undefined: unknown, withdrawn, over, or used up. */
export async function findLiveLink(
  db: Kysely<Database>,
  kind: LinkKind,
  secretSha256: string,
  nowMs: number,
): Promise<Link | undefined> {
  const row = await db
    .selectFrom("link")
    .selectAll()
    .where("secret_sha256", "=", secretSha256)
    .where("kind", "=", kind)
    .executeTakeFirst()
  const open = row && row.withdrawn === 0 && row.ends_at_ms > nowMs && row.uses < row.max_uses
  return open ? fromRow(row) : undefined
}

/**
 * Takes one use of a link that is open, or undefined: unknown, withdrawn, over, or used up. One statement, so that of n
 * callers at once as many get it as it has uses left. Called in the transaction of what the link allows, before it.
 */
export async function spendLink(
  db: Kysely<Database>,
  kind: LinkKind,
  secretSha256: string,
  nowMs: number,
): Promise<Link | undefined> {
  const row = await db
    .updateTable("link")
    .set((eb) => ({ uses: eb("uses", "+", 1) }))
    .where("secret_sha256", "=", secretSha256)
    .where("kind", "=", kind)
    .where("withdrawn", "=", 0)
    .where("ends_at_ms", ">", nowMs)
    .whereRef("uses", "<", "max_uses")
    .returningAll()
    .executeTakeFirst()
  return row && fromRow(row)
}

/** Links of a kind of a project (null: of the installation), the newest first. */
export async function listLinks(db: Kysely<Database>, projectId: number | null, kind: LinkKind): Promise<Link[]> {
  const base = db.selectFrom("link").selectAll().where("kind", "=", kind).orderBy("id", "desc").limit(500)
  const rows = await (projectId === null
    ? base.where("project_id", "is", null)
    : base.where("project_id", "=", projectId)
  ).execute()
  return rows.map(fromRow)
}

/** Withdraws a link of this project as it stands then; undefined when it is not there. */
export async function withdrawLink(
  db: Kysely<Database>,
  id: number,
  projectId: number | null,
): Promise<Link | undefined> {
  const base = db.updateTable("link").set({ withdrawn: 1 }).where("id", "=", id)
  const row = await (projectId === null
    ? base.where("project_id", "is", null)
    : base.where("project_id", "=", projectId)
  )
    .returningAll()
    .executeTakeFirst()
  return row && fromRow(row)
}

/** Makes a person's link of a kind unless one made since `sinceMs` still opens; older ones are over. Whether it made one. */
export async function replaceUsedLink(
  db: Kysely<Database>,
  kind: LinkKind,
  link: Omit<NewLink, "kind"> & { personId: number },
  sinceMs: number,
) {
  const open = await db
    .selectFrom("link")
    .select("id")
    .where("kind", "=", kind)
    .where("person_id", "=", link.personId)
    .where("withdrawn", "=", 0)
    .where("ends_at_ms", ">", link.madeAtMs)
    .where("made_at_ms", ">=", sinceMs)
    .whereRef("uses", "<", "max_uses")
    .executeTakeFirst()
  if (open) return false
  await withdrawLinks(db, kind, link.personId)
  await insertLink(db, { kind, ...link })
  return true
}

/** Withdraws every unused link of a kind (for a person when named): a newer one replaces it. */
export async function withdrawLinks(db: Kysely<Database>, kind: LinkKind, personId?: number): Promise<void> {
  const base = db.updateTable("link").set({ withdrawn: 1 }).where("kind", "=", kind)
  await (personId === undefined ? base : base.where("person_id", "=", personId)).execute()
}
