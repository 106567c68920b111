import type { Kysely, Selectable } from "kysely"
import type { Database, PersonTable } from "../schema/index.ts"

/** Somebody with an account here, or the author of imports. */
export interface Person {
  readonly id: number
  readonly authUserId: string | null
  readonly name: string
  readonly email: string | null
  readonly operator: boolean
  readonly active: boolean
  /** Preferences as they were stored, which the caller checks. */
  readonly preferences: unknown
  readonly madeAtMs: number
  readonly lastSeenMs: number | null
}

/** Somebody who answers for a project. */
interface InCharge {
  readonly person: Person
  readonly projectId: number
  readonly owns: boolean
  readonly reviews: boolean
}

interface NewPerson {
  readonly authUserId: string | null
  readonly name: string
  readonly email: string | null
  readonly operator: boolean
  readonly preferences: unknown
  readonly madeAtMs: number
}

function fromRow(row: Selectable<PersonTable>): Person {
  return {
    id: row.id,
    authUserId: row.auth_user_id,
    name: row.name,
    email: row.email,
    operator: row.is_operator === 1,
    active: row.is_active === 1,
    preferences: JSON.parse(row.preferences),
    madeAtMs: row.made_at_ms,
    lastSeenMs: row.last_seen_ms,
  }
}

function selectPeople(db: Kysely<Database>) {
  return db.selectFrom("person").selectAll()
}

/** A person by their number; undefined for an unknown one. */
export async function findPerson(db: Kysely<Database>, id: number): Promise<Person | undefined> {
  const row = await selectPeople(db).where("id", "=", id).executeTakeFirst()
  return row && fromRow(row)
}

/** People by their numbers; unknown ones are left out. */
export async function findPeople(db: Kysely<Database>, ids: readonly number[]): Promise<Person[]> {
  if (ids.length === 0) return []
  return (
    await selectPeople(db)
      .where("id", "in", [...ids])
      .execute()
  ).map(fromRow)
}

/** The person of a sign-in user; undefined for an unknown one. */
export async function findPersonByAuthUser(db: Kysely<Database>, authUserId: string): Promise<Person | undefined> {
  const row = await selectPeople(db).where("auth_user_id", "=", authUserId).executeTakeFirst()
  return row && fromRow(row)
}

/** The person with this address, in any case; undefined for an unknown one. */
export async function findPersonByEmail(db: Kysely<Database>, email: string): Promise<Person | undefined> {
  const row = await selectPeople(db).where("email", "=", email.toLowerCase()).executeTakeFirst()
  return row && fromRow(row)
}

/** Everybody, in order of name; an installation has at most some thousands. */
export async function readPeople(db: Kysely<Database>): Promise<Person[]> {
  return (await selectPeople(db).where("auth_user_id", "is not", null).orderBy("name").limit(5_000).execute()).map(
    fromRow,
  )
}

/** The operator who was here first, of those who can sign in. */
export async function findFirstOperator(db: Kysely<Database>): Promise<Person | undefined> {
  const row = await selectPeople(db)
    .where("auth_user_id", "is not", null)
    .where("is_operator", "=", 1)
    .where("is_active", "=", 1)
    .orderBy("id")
    .limit(1)
    .executeTakeFirst()
  return row && fromRow(row)
}

/** Those who operate the studio and can sign in, in order of name. */
export async function listOperators(db: Kysely<Database>): Promise<Person[]> {
  const rows = await selectPeople(db)
    .where("auth_user_id", "is not", null)
    .where("is_operator", "=", 1)
    .where("is_active", "=", 1)
    .orderBy("name")
    .limit(20)
    .execute()
  return rows.map(fromRow)
}

/** Owners and reviewers of these projects who can sign in, in order of name. */
export async function listInCharge(db: Kysely<Database>, projectIds: readonly number[]): Promise<InCharge[]> {
  if (projectIds.length === 0) return []
  const rows = await db
    .selectFrom("member")
    .innerJoin("person", "person.id", "member.person_id")
    .selectAll("person")
    .select(["member.project_id", "member.is_owner", "member.is_reviewer"])
    .where("member.project_id", "in", [...projectIds])
    .where("person.is_active", "=", 1)
    .where(({ or, eb }) => or([eb("member.is_owner", "=", 1), eb("member.is_reviewer", "=", 1)]))
    .orderBy("person.name")
    .limit(2_000)
    .execute()
  return rows.map((row) => ({
    person: fromRow(row),
    projectId: row.project_id,
    owns: row.is_owner === 1,
    reviews: row.is_reviewer === 1,
  }))
}

/** Adds a person. Their number. */
export async function insertPerson(db: Kysely<Database>, person: NewPerson): Promise<number> {
  const row = await db
    .insertInto("person")
    .values({
      organisation_id: 1,
      auth_user_id: person.authUserId,
      name: person.name,
      email: person.email?.toLowerCase() ?? null,
      is_operator: person.operator ? 1 : 0,
      is_active: 1,
      preferences: JSON.stringify(person.preferences),
      made_at_ms: person.madeAtMs,
      last_seen_ms: null,
    })
    .returning("id")
    .executeTakeFirstOrThrow()
  return row.id
}

/** Changes what is given of a person. */
export async function updatePerson(
  db: Kysely<Database>,
  id: number,
  change: { name?: string; preferences?: unknown; operator?: boolean; active?: boolean },
): Promise<void> {
  const set = {
    ...(change.name === undefined ? {} : { name: change.name }),
    ...(change.preferences === undefined ? {} : { preferences: JSON.stringify(change.preferences) }),
    ...(change.operator === undefined ? {} : { is_operator: change.operator ? (1 as const) : (0 as const) }),
    ...(change.active === undefined ? {} : { is_active: change.active ? (1 as const) : (0 as const) }),
  }
  if (Object.keys(set).length > 0) await db.updateTable("person").set(set).where("id", "=", id).execute()
}

/** Keeps when somebody was here last. */
export async function notePersonSeen(db: Kysely<Database>, id: number, nowMs: number): Promise<void> {
  await db.updateTable("person").set({ last_seen_ms: nowMs }).where("id", "=", id).execute()
}

/** How many people were here at `sinceMs` or later. */
export async function countSeenSince(db: Kysely<Database>, sinceMs: number): Promise<number> {
  const row = await db
    .selectFrom("person")
    .select((eb) => eb.fn.countAll<number>().as("n"))
    .where("last_seen_ms", ">=", sinceMs)
    .executeTakeFirstOrThrow()
  return Number(row.n)
}

/** Whether the studio has somebody who operates it. */
export async function hasOperator(db: Kysely<Database>): Promise<boolean> {
  return (
    (await db
      .selectFrom("person")
      .select("id")
      .where("is_operator", "=", 1)
      .where("is_active", "=", 1)
      .limit(1)
      .executeTakeFirst()) !== undefined
  )
}

/** How many people operate the studio and can sign in. */
export async function countOperators(db: Kysely<Database>): Promise<number> {
  const row = await db
    .selectFrom("person")
    .select((eb) => eb.fn.countAll<number>().as("n"))
    .where("is_operator", "=", 1)
    .where("is_active", "=", 1)
    .executeTakeFirstOrThrow()
  return Number(row.n)
}
