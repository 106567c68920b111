import { hasAccount, insertAccount, insertPerson } from "@justesse/db"
import { JustesseError, type Preferences } from "@justesse/types"
import type { Deps } from "../core/deps.ts"
import { inTransaction } from "../core/transaction.ts"

/** Somebody who gets an account here; `hash` null: they enter by links alone. */
interface NewAccount {
  readonly name: string
  readonly email: string
  readonly hash: string | null
  readonly operator: boolean
  readonly preferences: Preferences
}

/** A person with their account, and the sign-in user that it has. */
interface MadePerson {
  readonly personId: number
  readonly userId: string
}

/**
 * Makes a person with an account. To be called inside the transaction of what allows it.
 * @throws JustesseError email_taken
 */
export async function addPerson(
  deps: Pick<Deps, "storage" | "nowMs" | "uuid">,
  input: NewAccount,
): Promise<MadePerson> {
  const { name, email, hash, operator, preferences } = input
  const { db } = deps.storage
  const [userId, nowMs] = [deps.uuid(), deps.nowMs()]
  if (!(await insertAccount(db, { userId, name, email, hash, nowMs }))) throw new JustesseError("email_taken")
  const made = { authUserId: userId, name, email, operator, preferences, madeAtMs: nowMs }
  return { personId: await insertPerson(db, made), userId }
}

/**
 * The hash of a new account's password, once it is sure that the address is free. Finding out that one is taken counts as a
 * wrong try: a link is no way to ask for many addresses.
 * @throws JustesseError email_taken | too_many_tries | password_short | busy
 */
export async function hashForNew(
  deps: Pick<Deps, "storage" | "auth">,
  account: { email: string; password: string },
  address: string,
): Promise<string> {
  const trier = { account: account.email.toLowerCase(), address }
  if (await hasAccount(deps.storage.db, account.email)) {
    deps.auth.countTry(trier)
    throw new JustesseError("email_taken")
  }
  return deps.auth.hash(account.password, trier)
}

/** Makes a person who enters by links alone: the sample persons. @throws JustesseError email_taken */
export async function createPerson(
  deps: Pick<Deps, "storage" | "nowMs" | "uuid">,
  input: Omit<NewAccount, "hash">,
): Promise<number> {
  return (await inTransaction(deps, (inside) => addPerson(inside, { ...input, hash: null }))).personId
}
