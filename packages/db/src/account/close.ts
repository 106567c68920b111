import type { OpenTransaction } from "../transaction.ts"

/**
 * Closes an account for good: sign-in, sessions, tokens, personal links, address and preferences go; the person stays as the author of their
 * work, under a name that tells nothing. False when it was closed before.
 */
export async function closeAccount(tx: OpenTransaction, personId: number, name: string): Promise<boolean> {
  const before = await tx.selectFrom("person").select("auth_user_id").where("id", "=", personId).executeTakeFirst()
  const closed = await tx
    .updateTable("person")
    .set({ auth_user_id: null, name, email: null, is_active: 0, is_operator: 0, preferences: "{}" })
    .where("id", "=", personId)
    .where("auth_user_id", "is not", null)
    .executeTakeFirst()
  const userId = before?.auth_user_id
  if (Number(closed.numUpdatedRows) === 0 || !userId) return false
  await tx.deleteFrom("auth_session").where("userId", "=", userId).execute()
  await tx.deleteFrom("auth_account").where("userId", "=", userId).execute()
  await tx.deleteFrom("auth_user").where("id", "=", userId).execute()
  await tx.deleteFrom("token").where("person_id", "=", personId).execute()
  await tx.deleteFrom("link").where("person_id", "=", personId).execute()
  return true
}
