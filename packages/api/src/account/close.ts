import { countOperators, findCredential, findPerson, listProjectsOf } from "@justesse/db"
import { closeAccount } from "@justesse/db/account/close"
import { findBalance } from "@justesse/db/ledger/read"
import { findPayee } from "@justesse/db/pay/payees"
import { listMembers } from "@justesse/db/projects"
import { listOpenSessions } from "@justesse/db/work/sessions"
import { Currency, JustesseError, payOf } from "@justesse/types"
import type { AccountClose, AccountClosing } from "@justesse/types/wire/account"
import { takeOut } from "@justesse/work/pay/takeOut"
import { pseudonym } from "@justesse/work/pseudonyms"
import type { z } from "zod"
import { note } from "../activity/index.ts"
import type { Context } from "../core/context.ts"
import type { Deps } from "../core/deps.ts"
import { inTransaction } from "../core/transaction.ts"
import type { Who } from "../core/who.ts"
import { takeOutMoney } from "../pay/payouts.ts"
import { freePlaces, leaveInside } from "../people/index.ts"

type Reading = Pick<Deps, "storage" | "nowMs">

const membershipsOf = async ({ storage }: Pick<Deps, "storage">, personId: number) =>
  (await listProjectsOf(storage.db, personId)).filter(({ roles, state }) => roles.length > 0 && state !== "deleted")

/** Currencies in which a person has money that can be transferred. */
async function payableTo({ storage }: Pick<Deps, "storage">, personId: number): Promise<Currency[]> {
  const found: Currency[] = []
  for (const currency of Currency.options) {
    const balance = await findBalance(storage.db, "worker_payable", personId, currency)
    if (takeOut(personId, balance, currency)) found.push(currency)
  }
  return found
}

/** What must be done before an account can be deleted, and what happens with its money. */
export async function showClosing(deps: Reading, { personId, operator }: Who): Promise<z.infer<typeof AccountClosing>> {
  const { db } = deps.storage
  const [person, mine] = [await findPerson(db, personId), await membershipsOf(deps, personId)]
  const owned: z.infer<typeof AccountClosing>["owned"] = []
  for (const { id, slug, name, roles } of mine) {
    if (!roles.includes("owner")) continue
    const owners = (await listMembers(db, id)).filter((member) => member.roles.includes("owner"))
    if (owners.length === 1) owned.push({ project: slug, name })
  }
  const [session] = await listOpenSessions(db, { personId })
  const working = session && mine.find(({ id }) => id === session.projectId)
  const credential = person?.authUserId ? await findCredential(db, person.authUserId) : undefined
  const payable = await payableTo(deps, personId)
  return {
    owned,
    lastOperator: operator && (await countOperators(db)) <= 1,
    openSession: working !== undefined && payOf(working.settings).mode === "paid",
    accountMissing: payable.length > 0 && !(await findPayee(db, personId)),
    hasPassword: Boolean(credential?.hash),
  }
}

/**
 * Deletes the signed-in account: what is owed is asked for as a payout first, then every project is left and name, address, password,
 * sessions and tokens go. Annotations stay under their pseudonyms.
 * @throws JustesseError last_owner | conflict (detail.why: session_open, no_account) | password_wrong | invalid_input (detail.field: email)
 */
export async function deleteAccount(ctx: Context, who: Who, input: z.infer<typeof AccountClose>): Promise<void> {
  const { deps, ip } = ctx
  const { db } = deps.storage
  const person = await findPerson(db, who.personId)
  if (!person?.authUserId || input.email.toLowerCase() !== person.email)
    throw new JustesseError("invalid_input", { field: "email", rule: "own" })
  const closing = await showClosing(deps, who)
  if (closing.hasPassword) await deps.auth.prove({ userId: person.authUserId }, input.password, ip)
  const [owned] = closing.owned
  if (owned) throw new JustesseError("last_owner", { project: owned.project })
  if (closing.lastOperator) throw new JustesseError("last_owner", { person: who.personId })
  if (closing.openSession) throw new JustesseError("conflict", { why: "session_open" })
  for (const currency of await payableTo(deps, who.personId)) await takeOutMoney(deps, who.personId, currency)
  const name = pseudonym(deps.hmac(`closed:${who.personId}`), new Set())
  const nowMs = deps.nowMs()
  const freed = await inTransaction(deps, async (inside) => {
    let ended = 0
    for (const project of await membershipsOf(inside, who.personId))
      ended += await leaveInside(inside, project, who, { nowMs, engine: deps.storage.engine })
    if (await closeAccount(inside.storage.db, who.personId, name))
      await note(inside, null, who, { what: "account.deleted" })
    return ended
  })
  deps.auth.changed(person.authUserId)
  deps.sessions.forgetAll()
  await freePlaces(deps, freed, nowMs)
}
