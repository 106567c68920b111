import {
  deleteTokens,
  findLiveLink,
  findPerson,
  replacePassword,
  setPassword,
  spendLink,
  withdrawLinks,
} from "@justesse/db"
import { JustesseError } from "@justesse/types"
import type { Context } from "../core/context.ts"
import type { Deps } from "../core/deps.ts"
import { inTransaction } from "../core/transaction.ts"
import type { Who } from "../core/who.ts"

interface Owner {
  readonly personId: number
  readonly userId: string
  readonly email: string
}

async function ownerOf(deps: Pick<Deps, "storage">, personId: number | null | undefined): Promise<Owner | undefined> {
  const person = personId ? await findPerson(deps.storage.db, personId) : undefined
  if (!person?.authUserId || !person.active) return undefined
  return { personId: person.id, userId: person.authUserId, email: person.email ?? "" }
}

/**
 * Whoever knew the old password may hold more than a session: API tokens and reset links go with it, in its transaction.
 * Returns the hashes of the tokens that are gone.
 */
async function endTheRest(deps: Pick<Deps, "storage">, personId: number): Promise<string[]> {
  await withdrawLinks(deps.storage.db, "reset", personId)
  return deleteTokens(deps.storage.db, personId)
}

/** After the commit: nothing that was remembered of the old password stands, and this browser stays signed in. */
async function enterAfresh(ctx: Context, owner: Owner, tokensGone: readonly string[]): Promise<void> {
  const { deps, ip } = ctx
  deps.auth.changed(owner.userId)
  for (const hash of tokensGone) deps.sessions.forgetToken(`token ${hash}`)
  ctx.cookies.push(...(await deps.auth.enterAs(owner.userId, { account: owner.email, address: ip })))
}

/**
 * Changes the password of whoever knows the present one, and ends every other session and API token.
 * @throws JustesseError password_wrong | too_many_tries | password_short | busy
 */
export async function changePassword(ctx: Context, who: Who, input: { current: string; next: string }): Promise<void> {
  const { deps, ip } = ctx
  const owner = await ownerOf(deps, who.personId)
  if (!owner) throw new JustesseError("not_found")
  const proof = await deps.auth.prove({ userId: owner.userId }, input.current, ip)
  const hash = await deps.auth.hash(input.next, { account: owner.email, address: ip })
  const gone = await inTransaction(deps, async (inside) => {
    // Of two changes at once the second no longer knows the present password.
    if (!(await replacePassword(inside.storage.db, owner.userId, proof.hash, hash, deps.nowMs())))
      throw new JustesseError("password_wrong")
    return endTheRest(inside, owner.personId)
  })
  await enterAfresh(ctx, owner, gone)
}

/**
 * Sets a new password by a link that an operator made, and signs in. The link is spent in the transaction that sets it: of
 * several at once one is told that it is done, and that one's password is in force.
 * @throws JustesseError link_over | password_short | busy
 */
export async function finishReset(ctx: Context, token: string, password: string): Promise<void> {
  const { deps, ip } = ctx
  const [secret, nowMs] = [deps.sha256(token), deps.nowMs()]
  const shown = await findLiveLink(deps.storage.db, "reset", secret, nowMs)
  const owner = await ownerOf(deps, shown?.personId)
  if (!owner) throw new JustesseError("link_over")
  const hash = await deps.auth.hash(password, { account: owner.email, address: ip })
  const gone = await inTransaction(deps, async (inside) => {
    const { db } = inside.storage
    if (!(await spendLink(db, "reset", secret, nowMs))) throw new JustesseError("link_over")
    await setPassword(db, owner.userId, hash, nowMs)
    return endTheRest(inside, owner.personId)
  })
  await enterAfresh(ctx, owner, gone)
}
