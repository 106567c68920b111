import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"

// Accounts and their passwords. Written here and not by the sign-in library, so that what a link or an old password
// allows happens in the transaction that spends it.

/** What a password is checked against: the sign-in user of an active person, and the stored hash (null: none was set). */
export interface Credential {
  readonly userId: string
  readonly email: string
  readonly hash: string | null
}

interface NewAccount {
  readonly userId: string
  readonly name: string
  readonly email: string
  readonly hash: string | null
  readonly nowMs: number
}

const PASSWORD = "credential"
const isoOf = (ms: number) => new Date(ms).toISOString()

function selectCredentials(db: Kysely<Database>) {
  return db
    .selectFrom("auth_user")
    .innerJoin("person", "person.auth_user_id", "auth_user.id")
    .leftJoin("auth_account", (join) =>
      join.onRef("auth_account.userId", "=", "auth_user.id").on("auth_account.providerId", "=", PASSWORD),
    )
    .select(["auth_user.id as userId", "auth_user.email", "auth_account.password as hash"])
    .where("person.is_active", "=", 1)
}

function updatePassword(db: Kysely<Database>, userId: string, nowMs: number, hash: string) {
  return db
    .updateTable("auth_account")
    .set({ password: hash, updatedAt: isoOf(nowMs) })
    .where("userId", "=", userId)
    .where("providerId", "=", PASSWORD)
}

function insertPassword(db: Kysely<Database>, userId: string, hash: string, nowMs: number) {
  return db
    .insertInto("auth_account")
    .values({
      id: `password-${userId}`,
      accountId: userId,
      providerId: PASSWORD,
      userId,
      password: hash,
      createdAt: isoOf(nowMs),
      updatedAt: isoOf(nowMs),
    })
    .onConflict((oc) => oc.column("id").doUpdateSet({ password: hash, updatedAt: isoOf(nowMs) }))
    .execute()
}

/** What the password of the active person with this address is checked against; undefined for an unknown one. */
export function findCredentialByEmail(db: Kysely<Database>, email: string): Promise<Credential | undefined> {
  return selectCredentials(db).where("auth_user.email", "=", email.toLowerCase()).executeTakeFirst()
}

/** The same by the sign-in user. */
export function findCredential(db: Kysely<Database>, userId: string): Promise<Credential | undefined> {
  return selectCredentials(db).where("auth_user.id", "=", userId).executeTakeFirst()
}

/** Whether an address has an account, active or not. */
export async function hasAccount(db: Kysely<Database>, email: string): Promise<boolean> {
  const user = db.selectFrom("auth_user").select("id").where("email", "=", email.toLowerCase())
  return (await user.executeTakeFirst()) !== undefined
}

/** Makes an account; false when the address has one: the unique index decides between two at once. */
export async function insertAccount(db: Kysely<Database>, account: NewAccount): Promise<boolean> {
  const made = await db
    .insertInto("auth_user")
    .values({
      id: account.userId,
      name: account.name,
      email: account.email.toLowerCase(),
      emailVerified: false,
      createdAt: isoOf(account.nowMs),
      updatedAt: isoOf(account.nowMs),
    })
    .onConflict((oc) => oc.column("email").doNothing())
    .returning("id")
    .executeTakeFirst()
  if (made && account.hash !== null) await insertPassword(db, account.userId, account.hash, account.nowMs)
  return made !== undefined
}

/** Puts a password in force, whatever stood before, and ends every session. */
export async function setPassword(db: Kysely<Database>, userId: string, hash: string, nowMs: number): Promise<void> {
  const done = await updatePassword(db, userId, nowMs, hash).executeTakeFirst()
  if (Number(done.numUpdatedRows) === 0) await insertPassword(db, userId, hash, nowMs)
  await db.deleteFrom("auth_session").where("userId", "=", userId).execute()
}

/** Puts a password in the place of the one that was just checked, and ends every session; false when it was changed meanwhile. */
export async function replacePassword(
  db: Kysely<Database>,
  userId: string,
  checked: string,
  hash: string,
  nowMs: number,
): Promise<boolean> {
  const done = await updatePassword(db, userId, nowMs, hash).where("password", "=", checked).executeTakeFirst()
  if (Number(done.numUpdatedRows) === 0) return false
  await db.deleteFrom("auth_session").where("userId", "=", userId).execute()
  return true
}

/**
 * Whether the password that was just checked is still the one in force. A write that changes nothing: it waits for a
 * change that is on its way, which a read would not.
 */
export async function isStillInForce(db: Kysely<Database>, userId: string, checked: string): Promise<boolean> {
  const done = await db
    .updateTable("auth_account")
    .set((eb) => ({ password: eb.ref("password") }))
    .where("userId", "=", userId)
    .where("providerId", "=", PASSWORD)
    .where("password", "=", checked)
    .executeTakeFirst()
  return Number(done.numUpdatedRows) > 0
}

/** Ends the session that this token opens. */
export async function endSession(db: Kysely<Database>, token: string): Promise<void> {
  await db.deleteFrom("auth_session").where("token", "=", token).execute()
}
