import {
  type NameMode,
  type ProjectKind,
  ProjectSettings,
  ProjectSlug,
  type ProjectState,
  type Role,
} from "@justesse/types"
import type { Kysely, Selectable } from "kysely"
import type { Database, MemberTable, ProjectTable } from "../schema/index.ts"
import { asOne } from "../transaction.ts"

let changes = 0

/** Rises whenever this program changes who may enter a project: what was remembered of that before is asked again. */
export const membershipChanges = (): number => changes

/** A project with its settings and the versions of labels and guideline in force. */
export interface Project {
  readonly id: number
  readonly slug: ProjectSlug
  readonly name: string
  readonly kind: ProjectKind
  readonly names: NameMode
  readonly state: ProjectState
  readonly settings: ProjectSettings
  readonly ontologyVersion: number
  readonly guidelineVersion: number
  /** The wizard's draft, parsed by the caller; null once opened. */
  readonly draft: unknown
  readonly madeBy: number
  readonly madeAtMs: number
  readonly deletedAtMs: number | null
}

/** A project with the roles that one person holds in it. */
export interface ProjectAccess extends Project {
  readonly roles: readonly Role[]
  readonly member: {
    readonly pseudonym: string
    readonly paused: boolean
    readonly pausedReason: string
    readonly acceptedVersion: number
  }
}

/** Somebody with a role in a project, as owners see them; `pseudonym` is what others read. */
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

type MemberFlags = Pick<Selectable<MemberTable>, "is_owner" | "is_reviewer" | "is_annotator">

function rolesOf(row: MemberFlags): Role[] {
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

function fromRow(row: Selectable<ProjectTable>): Project {
  return {
    id: row.id,
    slug: ProjectSlug.parse(row.slug),
    name: row.name,
    kind: row.kind,
    names: row.names,
    state: row.state,
    settings: ProjectSettings.parse(JSON.parse(row.settings)),
    ontologyVersion: row.ontology_version,
    guidelineVersion: row.guideline_version,
    draft: row.draft === null ? null : JSON.parse(row.draft),
    madeBy: row.made_by,
    madeAtMs: row.made_at_ms,
    deletedAtMs: row.deleted_at_ms,
  }
}

/** What a join with `member` reads of the membership. */
const MEMBER_COLUMNS = [
  "is_owner",
  "is_reviewer",
  "is_annotator",
  "pseudonym",
  "member.paused as member_paused",
  "paused_reason",
  "accepted_version",
] as const

type AccessRow = Selectable<ProjectTable> &
  MemberFlags &
  Pick<Selectable<MemberTable>, "pseudonym" | "paused_reason" | "accepted_version"> & { readonly member_paused: number }

/** Somebody taken out keeps a row without roles, for the pseudonym of finished work: they are no member. */
function accessFrom(row: AccessRow): ProjectAccess | null {
  const roles = rolesOf(row)
  if (roles.length === 0) return null
  const member = {
    pseudonym: row.pseudonym,
    paused: row.member_paused === 1,
    pausedReason: row.paused_reason,
    acceptedVersion: row.accepted_version,
  }
  return { ...fromRow(row), roles, member }
}

/** The membership of somebody who is none. */
const NO_MEMBER: ProjectAccess["member"] = { pseudonym: "", paused: false, pausedReason: "", acceptedVersion: 0 }

/** What a project begins with; its first labels and guideline become version 1. */
export interface NewProject {
  readonly slug: string
  readonly name: string
  readonly kind: ProjectKind
  readonly names: NameMode
  readonly state: ProjectState
  readonly settings: ProjectSettings
  readonly draft: unknown
  /** JSON of the first ontology, canonical. */
  readonly ontology: string
  readonly guideline: string
  readonly madeBy: number
  readonly madeAtMs: number
}

/** Reads and writes of projects and their members. Composed operations run in one transaction. */
export function projects(db: Kysely<Database>) {
  return {
    async byId(id: number): Promise<Project | undefined> {
      const row = await db.selectFrom("project").selectAll().where("id", "=", id).executeTakeFirst()
      return row && fromRow(row)
    },
    async bySlug(slug: string): Promise<Project | undefined> {
      const row = await db
        .selectFrom("project")
        .selectAll()
        .where("organisation_id", "=", 1)
        .where("slug", "=", slug)
        .executeTakeFirst()
      return row && fromRow(row)
    },
    /** The project as `personId` may know it; null for somebody who is no member. */
    async accessOf(slug: string, personId: number): Promise<ProjectAccess | null> {
      const row = await db
        .selectFrom("project")
        .innerJoin("member", "member.project_id", "project.id")
        .selectAll("project")
        .select(MEMBER_COLUMNS)
        .where("organisation_id", "=", 1)
        .where("slug", "=", slug)
        .where("member.person_id", "=", personId)
        .executeTakeFirst()
      return row ? accessFrom(row) : null
    },
    /** Rises with each change of who may do what in the project and who draws from where. */
    async accessVersion(projectId: number): Promise<number> {
      const row = await db
        .selectFrom("access_version")
        .select("version")
        .where("project_id", "=", projectId)
        .executeTakeFirst()
      return row?.version ?? 0
    },
    /** {@link accessOf} of a project by its number. */
    async accessIn(projectId: number, personId: number): Promise<ProjectAccess | null> {
      const row = await db
        .selectFrom("project")
        .innerJoin("member", "member.project_id", "project.id")
        .selectAll("project")
        .select(MEMBER_COLUMNS)
        .where("project.id", "=", projectId)
        .where("member.person_id", "=", personId)
        .executeTakeFirst()
      return row ? accessFrom(row) : null
    },
    /** The roles that somebody holds in a project that is not deleted; empty for a stranger. */
    async rolesOf(projectId: number, personId: number): Promise<readonly Role[]> {
      const row = await db
        .selectFrom("project")
        .innerJoin("member", "member.project_id", "project.id")
        .select(["is_owner", "is_reviewer", "is_annotator"])
        .where("project.id", "=", projectId)
        .where("project.state", "!=", "deleted")
        .where("member.person_id", "=", personId)
        .executeTakeFirst()
      return row ? rolesOf(row) : []
    },
    /** The project for whoever holds the data folder: all that an owner may, a member or not. */
    async asOwner(slug: string, personId: number): Promise<ProjectAccess | null> {
      const access = await this.accessOf(slug, personId)
      const project = access ?? (await this.bySlug(slug))
      if (!project) return null
      const roles = new Set<Role>(["owner", ...(access?.roles ?? [])])
      return { ...project, roles: [...roles], member: access?.member ?? NO_MEMBER }
    },
    /** Projects that are there, in order of name, for whoever holds the data folder. */
    async allAsOwner(): Promise<ProjectAccess[]> {
      const rows = await db.selectFrom("project").selectAll().orderBy("name").limit(1_000).execute()
      return rows.map((row) => ({ ...fromRow(row), roles: ["owner"], member: NO_MEMBER }))
    },
    /** Projects of a person with their roles, in order of name; deleted ones too, for their owners' undo. */
    async ofPerson(personId: number): Promise<ProjectAccess[]> {
      const rows = await db
        .selectFrom("member")
        .innerJoin("project", "project.id", "member.project_id")
        .selectAll("project")
        .select(MEMBER_COLUMNS)
        .where("member.person_id", "=", personId)
        .orderBy("project.name")
        .limit(1_000)
        .execute()
      return rows.map(accessFrom).filter((access) => access !== null)
    },
    async count(): Promise<number> {
      const row = await db
        .selectFrom("project")
        .select((eb) => eb.fn.countAll<number>().as("n"))
        .where("state", "!=", "deleted")
        .executeTakeFirstOrThrow()
      return Number(row.n)
    },
    /** Makes a project with tier 1, ontology 1 and guideline 1. Throws the engine's duplicate error for a slug that is taken. */
    async add(input: NewProject): Promise<number> {
      return asOne(db, async (tx) => {
        const row = await tx
          .insertInto("project")
          .values({
            organisation_id: 1,
            slug: input.slug,
            name: input.name,
            kind: input.kind,
            names: input.names,
            state: input.state,
            settings: JSON.stringify(input.settings),
            draft: input.draft === null ? null : JSON.stringify(input.draft),
            lease_ttl_ms: input.settings.leaseMinutes * 60_000,
            paused: input.settings.paused ? 1 : 0,
            ontology_version: 1,
            guideline_version: 1,
            next_seq: 1,
            next_asset: 1,
            next_version: 1,
            made_by: input.madeBy,
            made_at_ms: input.madeAtMs,
            archived_at_ms: null,
            deleted_at_ms: null,
          })
          .returning("id")
          .executeTakeFirstOrThrow()
        const made = { project_id: row.id, version: 1, made_by: input.madeBy, made_at_ms: input.madeAtMs }
        await tx
          .insertInto("tier")
          .values({ project_id: row.id, id: 1, priority: 0, person_id: null, group_id: null })
          .execute()
        await tx
          .insertInto("ontology_version")
          .values({ ...made, body: input.ontology })
          .execute()
        await tx
          .insertInto("guideline_version")
          .values({ ...made, markdown: input.guideline, note: "" })
          .execute()
        return row.id
      })
    },
    async update(
      id: number,
      change: { name?: string; settings?: ProjectSettings; draft?: unknown; kind?: ProjectKind; names?: NameMode },
    ): Promise<void> {
      const set = {
        ...(change.name === undefined ? {} : { name: change.name }),
        ...(change.kind === undefined ? {} : { kind: change.kind }),
        ...(change.names === undefined ? {} : { names: change.names }),
        ...(change.draft === undefined ? {} : { draft: change.draft === null ? null : JSON.stringify(change.draft) }),
        ...(change.settings === undefined
          ? {}
          : {
              settings: JSON.stringify(change.settings),
              lease_ttl_ms: change.settings.leaseMinutes * 60_000,
              paused: change.settings.paused ? (1 as const) : (0 as const),
            }),
      }
      if (Object.keys(set).length > 0) await db.updateTable("project").set(set).where("id", "=", id).execute()
    },
    async setState(id: number, state: ProjectState, nowMs: number): Promise<void> {
      const set = {
        state,
        archived_at_ms: state === "archived" ? nowMs : null,
        deleted_at_ms: state === "deleted" ? nowMs : null,
      }
      await db.updateTable("project").set(set).where("id", "=", id).execute()
      changes++
    },
    async members(projectId: number): Promise<Member[]> {
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
    },
    /** Adds a member, or widens their roles when they are one already. */
    async addMember(
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
      changes++
    },
    async setRoles(projectId: number, personId: number, roles: readonly Role[]): Promise<void> {
      await db
        .updateTable("member")
        .set(flagsOf(roles))
        .where("project_id", "=", projectId)
        .where("person_id", "=", personId)
        .execute()
      changes++
    },
    async setPaused(projectId: number, personId: number, paused: boolean, reason: string): Promise<void> {
      await db
        .updateTable("member")
        .set({ paused: paused ? 1 : 0, paused_reason: reason })
        .where("project_id", "=", projectId)
        .where("person_id", "=", personId)
        .execute()
    },
    async removeMember(projectId: number, personId: number): Promise<void> {
      await db.deleteFrom("member").where("project_id", "=", projectId).where("person_id", "=", personId).execute()
      changes++
    },
    async acceptConditions(projectId: number, personId: number, guidelineVersion: number): Promise<void> {
      await db
        .updateTable("member")
        .set({ accepted_version: guidelineVersion })
        .where("project_id", "=", projectId)
        .where("person_id", "=", personId)
        .execute()
    },
    async memberSeen(projectId: number, personId: number, nowMs: number): Promise<void> {
      await db
        .updateTable("member")
        .set({ last_seen_ms: nowMs })
        .where("project_id", "=", projectId)
        .where("person_id", "=", personId)
        .execute()
    },
    async ontology(projectId: number, version: number): Promise<string | undefined> {
      const row = await db
        .selectFrom("ontology_version")
        .select("body")
        .where("project_id", "=", projectId)
        .where("version", "=", version)
        .executeTakeFirst()
      return row?.body
    },
    async guideline(projectId: number, version: number): Promise<string | undefined> {
      const row = await db
        .selectFrom("guideline_version")
        .select("markdown")
        .where("project_id", "=", projectId)
        .where("version", "=", version)
        .executeTakeFirst()
      return row?.markdown
    },
  }
}
