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
  /** JSON of Preferences, parsed by the caller. */
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

/** Reads and writes of the `person` table. */
export function people(db: Kysely<Database>) {
  const one = () => db.selectFrom("person").selectAll()
  return {
    async byId(id: number): Promise<Person | undefined> {
      const row = await one().where("id", "=", id).executeTakeFirst()
      return row && fromRow(row)
    },
    async byIds(ids: readonly number[]): Promise<Person[]> {
      if (ids.length === 0) return []
      return (
        await one()
          .where("id", "in", [...ids])
          .execute()
      ).map(fromRow)
    },
    async byAuthUser(authUserId: string): Promise<Person | undefined> {
      const row = await one().where("auth_user_id", "=", authUserId).executeTakeFirst()
      return row && fromRow(row)
    },
    async byEmail(email: string): Promise<Person | undefined> {
      const row = await one().where("email", "=", email.toLowerCase()).executeTakeFirst()
      return row && fromRow(row)
    },
    /** Everybody, in order of name; an installation has at most some thousands. */
    async all(): Promise<Person[]> {
      return (await one().where("auth_user_id", "is not", null).orderBy("name").limit(5_000).execute()).map(fromRow)
    },
    /** The operator who was here first, of those who can sign in. */
    async firstOperator(): Promise<Person | undefined> {
      const row = await one()
        .where("auth_user_id", "is not", null)
        .where("is_operator", "=", 1)
        .where("is_active", "=", 1)
        .orderBy("id")
        .limit(1)
        .executeTakeFirst()
      return row && fromRow(row)
    },
    /** Those who operate the studio and can sign in, in order of name. */
    async operators(): Promise<Person[]> {
      const rows = await one()
        .where("auth_user_id", "is not", null)
        .where("is_operator", "=", 1)
        .where("is_active", "=", 1)
        .orderBy("name")
        .limit(20)
        .execute()
      return rows.map(fromRow)
    },
    /** Owners and reviewers of these projects who can sign in, in order of name. */
    async inCharge(projectIds: readonly number[]): Promise<InCharge[]> {
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
    },
    async add(person: NewPerson): Promise<number> {
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
    },
    async update(
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
    },
    async seen(id: number, nowMs: number): Promise<void> {
      await db.updateTable("person").set({ last_seen_ms: nowMs }).where("id", "=", id).execute()
    },
    /** People seen since `sinceMs`. */
    async countSeenSince(sinceMs: number): Promise<number> {
      const row = await db
        .selectFrom("person")
        .select((eb) => eb.fn.countAll<number>().as("n"))
        .where("last_seen_ms", ">=", sinceMs)
        .executeTakeFirstOrThrow()
      return Number(row.n)
    },
    async hasOperator(): Promise<boolean> {
      return (
        (await db
          .selectFrom("person")
          .select("id")
          .where("is_operator", "=", 1)
          .where("is_active", "=", 1)
          .limit(1)
          .executeTakeFirst()) !== undefined
      )
    },
    async countOperators(): Promise<number> {
      const row = await db
        .selectFrom("person")
        .select((eb) => eb.fn.countAll<number>().as("n"))
        .where("is_operator", "=", 1)
        .where("is_active", "=", 1)
        .executeTakeFirstOrThrow()
      return Number(row.n)
    },
  }
}
