import {
  type NameMode,
  type ProjectKind,
  ProjectSettings,
  ProjectSlug,
  type ProjectState,
  type Role,
} from "@justesse/types"
import type { ContentClass, ContentReports } from "@justesse/types/content/classes"
import { type Kysely, type Selectable, sql } from "kysely"
import { readReports, readYes } from "../content/stand.ts"
import type { Database, MemberTable, ProjectTable } from "../schema/index.ts"
import { asOne } from "../transaction.ts"
import { type MemberFlags, noteMembershipChange, rolesOf } from "./members.ts"

export {
  insertMember,
  listMembers,
  type Member,
  membershipChanges,
  noteMemberSeen,
  setPaused,
  storeAccepted,
  storeRoles,
} from "./members.ts"

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
  /** What people reported of its pictures that was not declared, while the owner has not answered. */
  readonly reported: ContentReports
  /** The wizard's draft, parsed by the caller; null once opened. */
  readonly draft: unknown
  readonly madeBy: number
  readonly madeAtMs: number
  readonly deletedAtMs: number | null
}

/** A project with the roles that one person holds in it. */
export interface ProjectAccess extends Project {
  /** As `findAccessVersion` gave it when this was read. */
  readonly accessVersion: number
  readonly roles: readonly Role[]
  readonly member: {
    readonly pseudonym: string
    readonly paused: boolean
    readonly pausedReason: string
    readonly acceptedVersion: number
    /** To which classes of declared content they said yes. */
    readonly yes: readonly ContentClass[]
  }
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
    reported: readReports(row.content_reported),
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
  "content_yes",
  sql<number>`coalesce((select v.version from access_version v where v.project_id = project.id), 0)`.as(
    "access_version",
  ),
] as const

type AccessRow = Selectable<ProjectTable> &
  MemberFlags &
  Pick<Selectable<MemberTable>, "pseudonym" | "paused_reason" | "accepted_version" | "content_yes"> & {
    readonly member_paused: number
    readonly access_version: number
  }

/** Somebody taken out keeps a row without roles, for the pseudonym of finished work: they are no member. */
function accessFrom(row: AccessRow): ProjectAccess | null {
  const roles = rolesOf(row)
  if (roles.length === 0) return null
  const member = {
    pseudonym: row.pseudonym,
    paused: row.member_paused === 1,
    pausedReason: row.paused_reason,
    acceptedVersion: row.accepted_version,
    yes: readYes(row.content_yes),
  }
  return { ...fromRow(row), roles, member, accessVersion: row.access_version }
}

/** The membership of somebody who is none. */
const NO_MEMBER: ProjectAccess["member"] = {
  ...{ pseudonym: "", paused: false, pausedReason: "", acceptedVersion: 0 },
  yes: [],
}

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

/** A project by its number, deleted ones too; undefined for an unknown one. */
export async function findProject(db: Kysely<Database>, id: number): Promise<Project | undefined> {
  const row = await db.selectFrom("project").selectAll().where("id", "=", id).executeTakeFirst()
  return row && fromRow(row)
}

/** A project by its address name, deleted ones too; undefined for an unknown one. */
export async function findProjectBySlug(db: Kysely<Database>, slug: string): Promise<Project | undefined> {
  const row = await db
    .selectFrom("project")
    .selectAll()
    .where("organisation_id", "=", 1)
    .where("slug", "=", slug)
    .executeTakeFirst()
  return row && fromRow(row)
}

/** The project as `personId` may know it; null for somebody who is no member. */
export async function findAccessBySlug(
  db: Kysely<Database>,
  slug: string,
  personId: number,
): Promise<ProjectAccess | null> {
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
}

/** Rises with each change of who may do what in the project and who draws from where. */
export async function findAccessVersion(db: Kysely<Database>, projectId: number): Promise<number> {
  const row = await db
    .selectFrom("access_version")
    .select("version")
    .where("project_id", "=", projectId)
    .executeTakeFirst()
  return row?.version ?? 0
}

/** {@link findAccessBySlug} of a project by its number. */
export async function findAccess(
  db: Kysely<Database>,
  projectId: number,
  personId: number,
): Promise<ProjectAccess | null> {
  const row = await db
    .selectFrom("project")
    .innerJoin("member", "member.project_id", "project.id")
    .selectAll("project")
    .select(MEMBER_COLUMNS)
    .where("project.id", "=", projectId)
    .where("member.person_id", "=", personId)
    .executeTakeFirst()
  return row ? accessFrom(row) : null
}

/** The roles that somebody holds in a project that is not deleted; empty for a stranger. */
export async function findRoles(db: Kysely<Database>, projectId: number, personId: number): Promise<readonly Role[]> {
  const row = await db
    .selectFrom("project")
    .innerJoin("member", "member.project_id", "project.id")
    .select(["is_owner", "is_reviewer", "is_annotator"])
    .where("project.id", "=", projectId)
    .where("project.state", "!=", "deleted")
    .where("member.person_id", "=", personId)
    .executeTakeFirst()
  return row ? rolesOf(row) : []
}

/** The project for whoever holds the data folder: all that an owner may, a member or not. */
export async function findAccessAsOwner(
  db: Kysely<Database>,
  slug: string,
  personId: number,
): Promise<ProjectAccess | null> {
  const access = await findAccessBySlug(db, slug, personId)
  const project = access ?? (await findProjectBySlug(db, slug))
  if (!project) return null
  const roles = new Set<Role>(["owner", ...(access?.roles ?? [])])
  return { ...project, roles: [...roles], member: access?.member ?? NO_MEMBER, accessVersion: 0 }
}

/** Projects that are there, in order of name, for whoever holds the data folder. */
export async function listAsOwner(db: Kysely<Database>): Promise<ProjectAccess[]> {
  const rows = await db.selectFrom("project").selectAll().orderBy("name").limit(1_000).execute()
  return rows.map((row) => ({ ...fromRow(row), roles: ["owner"], member: NO_MEMBER, accessVersion: 0 }))
}

/** Projects that say where what they check comes from, and are there. */
export async function listCheckingProjects(db: Kysely<Database>): Promise<Project[]> {
  const rows = await db
    .selectFrom("project")
    .selectAll()
    .where("state", "in", ["draft", "open"])
    .where("settings", "like", '%"checks":{%"of":%')
    .orderBy("id")
    .execute()
  return rows.map(fromRow).filter(({ settings }) => settings.checks?.of !== undefined)
}

/** Projects of a person with their roles, in order of name; deleted ones too, for their owners' undo. */
export async function listProjectsOf(db: Kysely<Database>, personId: number): Promise<ProjectAccess[]> {
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
}

/** How many projects there are, deleted ones left out. */
export async function countProjects(db: Kysely<Database>): Promise<number> {
  const row = await db
    .selectFrom("project")
    .select((eb) => eb.fn.countAll<number>().as("n"))
    .where("state", "!=", "deleted")
    .executeTakeFirstOrThrow()
  return Number(row.n)
}

/** Makes a project with tier 1, ontology 1 and guideline 1. Throws the engine's duplicate error for a slug that is taken. */
export async function insertProject(db: Kysely<Database>, input: NewProject): Promise<number> {
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
}

/** Changes what is given of a project. */
export async function updateProject(
  db: Kysely<Database>,
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
}

/** Moves a project to another state and notes when; who may enter is asked again. */
export async function setProjectState(
  db: Kysely<Database>,
  id: number,
  state: ProjectState,
  nowMs: number,
): Promise<void> {
  const set = {
    state,
    archived_at_ms: state === "archived" ? nowMs : null,
    deleted_at_ms: state === "deleted" ? nowMs : null,
  }
  await db.updateTable("project").set(set).where("id", "=", id).execute()
  noteMembershipChange()
}
