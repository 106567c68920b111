import type { Role } from "@justesse/types"
import type { Kysely, Selectable } from "kysely"
import type { Database, MemberTable } from "../schema/index.ts"
import type { OpenTransaction } from "../transaction.ts"

let changes = 0

/** Rises whenever this program changes who may enter a project: what was remembered of that before is asked again. */
export const membershipChanges = (): number => changes

/** Says that who may enter a project was changed. */
export function noteMembershipChange(): void {
  changes++
}

/** Somebody with a role in a project, as owners see them; `pseudonym` is what others read. */
/** Somebody who belongs to a project. */
export interface Member {
  readonly personId: number
  readonly name: string
  readonly email: string | null
  readonly roles: readonly Role[]
  readonly pseudonym: string
  readonly paused: boolean
  readonly pausedReason: string
  readonly lastSeenMs: number | null
}

/** What of a membership says the roles. */
export type MemberFlags = Pick<Selectable<MemberTable>, "is_owner" | "is_reviewer" | "is_annotator">

/** The roles that a membership gives. */
export function rolesOf(row: MemberFlags): Role[] {
  return [
    ...(row.is_owner ? (["owner"] as const) : []),
    ...(row.is_reviewer ? (["reviewer"] as const) : []),
    ...(row.is_annotator ? (["annotator"] as const) : []),
  ]
}

function flagsOf(roles: readonly Role[]): MemberFlags {
  const flag = (role: Role) => (roles.includes(role) ? 1 : 0)
  return { is_owner: flag("owner"), is_reviewer: flag("reviewer"), is_annotator: flag("annotator") }
}

/** Members of a project, in order of name, at most 2,000. */
export async function listMembers(db: Kysely<Database>, projectId: number): Promise<Member[]> {
  const rows = await db
    .selectFrom("member")
    .innerJoin("person", "person.id", "member.person_id")
    .select([
      "member.person_id",
      "person.name",
      "person.email",
      "is_owner",
      "is_reviewer",
      "is_annotator",
      "pseudonym",
      "paused",
      "paused_reason",
      "member.last_seen_ms",
    ])
    .where("member.project_id", "=", projectId)
    .orderBy("person.name")
    .limit(2_000)
    .execute()
  return rows.map((row) => ({
    personId: row.person_id,
    name: row.name,
    email: row.email,
    roles: rolesOf(row),
    pseudonym: row.pseudonym,
    paused: row.paused === 1,
    pausedReason: row.paused_reason,
    lastSeenMs: row.last_seen_ms,
  }))
}

/** Adds a member, or widens their roles when they are one already. */
export async function insertMember(
  db: Kysely<Database>,
  projectId: number,
  personId: number,
  roles: readonly Role[],
  pseudonym: string,
  nowMs: number,
): Promise<void> {
  const flags = flagsOf(roles)
  await db
    .insertInto("member")
    .values({
      project_id: projectId,
      person_id: personId,
      ...flags,
      pseudonym,
      paused: 0,
      paused_reason: "",
      accepted_version: 0,
      joined_at_ms: nowMs,
      last_seen_ms: null,
    })
    .onConflict((oc) =>
      oc.columns(["project_id", "person_id"]).doUpdateSet((eb) => ({
        is_owner: flags.is_owner ? 1 : eb.ref("member.is_owner"),
        is_reviewer: flags.is_reviewer ? 1 : eb.ref("member.is_reviewer"),
        is_annotator: flags.is_annotator ? 1 : eb.ref("member.is_annotator"),
      })),
    )
    .execute()
  noteMembershipChange()
}

/** Puts the roles of a member; what they had before goes. */
export async function storeRoles(
  db: Kysely<Database>,
  projectId: number,
  personId: number,
  roles: readonly Role[],
): Promise<void> {
  await db
    .updateTable("member")
    .set(flagsOf(roles))
    .where("project_id", "=", projectId)
    .where("person_id", "=", personId)
    .execute()
  noteMembershipChange()
}

/** Pauses a member's work with a reason, or lets it go on. */
export async function setPaused(
  db: Kysely<Database>,
  projectId: number,
  personId: number,
  paused: boolean,
  reason: string,
): Promise<void> {
  await db
    .updateTable("member")
    .set({ paused: paused ? 1 : 0, paused_reason: reason })
    .where("project_id", "=", projectId)
    .where("person_id", "=", personId)
    .execute()
}

/** Notes which version of the guideline a member accepted the conditions of. */
export async function storeAccepted(
  db: Kysely<Database>,
  projectId: number,
  personId: number,
  guidelineVersion: number,
): Promise<void> {
  await db
    .updateTable("member")
    .set({ accepted_version: guidelineVersion })
    .where("project_id", "=", projectId)
    .where("person_id", "=", personId)
    .execute()
}

/** Keeps when somebody worked in a project last. */
export async function noteMemberSeen(
  db: Kysely<Database>,
  projectId: number,
  personId: number,
  nowMs: number,
): Promise<void> {
  await db
    .updateTable("member")
    .set({ last_seen_ms: nowMs })
    .where("project_id", "=", projectId)
    .where("person_id", "=", personId)
    .execute()
}

/** The owners of a project, whose rows nobody else changes until the transaction ends: of two who leave at once one is the last. */
export async function lockOwners(tx: OpenTransaction, projectId: number): Promise<number[]> {
  const rows = await tx
    .updateTable("member")
    .set((eb) => ({ is_owner: eb.ref("is_owner") }))
    .where("project_id", "=", projectId)
    .where("is_owner", "=", 1)
    .returning("person_id")
    .execute()
  return rows.map((row) => row.person_id)
}
