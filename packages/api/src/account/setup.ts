import { findLiveLink, hasOperator, insertLink, spendLink, withdrawLinks } from "@justesse/db"
import { JustesseError, type Preferences, type Reach } from "@justesse/types"
import { adoptCommandLineProjects } from "../admin/commandLine.ts"
import type { Context } from "../core/context.ts"
import type { Deps } from "../core/deps.ts"
import { inTransaction } from "../core/transaction.ts"
import { addPerson, hashForNew } from "./persons.ts"

const DAY_MS = 86_400_000

/** A fresh one-time link for setting up; older ones stop working. Null once an operator exists. */
export async function setupLink(deps: Deps): Promise<string | null> {
  if (await hasOperator(deps.storage.db)) return null
  const token = deps.randomToken()
  await withdrawLinks(deps.storage.db, "setup")
  await insertLink(deps.storage.db, {
    kind: "setup",
    secretSha256: deps.sha256(token),
    madeAtMs: deps.nowMs(),
    endsAtMs: deps.nowMs() + 7 * DAY_MS,
  })
  return `${deps.settings.get().address}/setup#${token}`
}

async function openLink(deps: Deps, token: string) {
  const link = await findLiveLink(deps.storage.db, "setup", deps.sha256(token), deps.nowMs())
  if (!link) throw new JustesseError((await hasOperator(deps.storage.db)) ? "setup_done" : "link_over")
  return link
}

export async function showSetup(deps: Deps, token: string) {
  await openLink(deps, token)
  return { addresses: deps.host.addresses() }
}

interface SetupInput {
  readonly token: string
  readonly name: string
  readonly email: string
  readonly password: string
  readonly preferences: Preferences
  readonly reach: Reach
  readonly publicUrl: string | null
  readonly sample: boolean
}

/** What people type to come here, for a choice of reach. */
export function addressFor(deps: Pick<Deps, "host">, reach: Reach, publicUrl: string | null): string {
  const { computer, network } = deps.host.addresses()
  if (reach === "public" && publicUrl) return publicUrl.replace(/\/+$/, "")
  return reach === "network" ? (network[0] ?? computer) : computer
}

/** Makes the first operator by the one-time link, stores who can reach the studio, signs in. */
export async function finishSetup(
  ctx: Context,
  input: SetupInput,
): Promise<{ address: string; restartNeeded: boolean }> {
  const { deps } = ctx
  if (input.reach === "public" && !input.publicUrl)
    throw new JustesseError("invalid_input", { field: "publicUrl", rule: "needed" })
  await openLink(deps, input.token)
  const hash = await hashForNew(deps, input, ctx.ip)
  const { personId, userId } = await inTransaction(deps, async (inside) => {
    const link = await spendLink(inside.storage.db, "setup", deps.sha256(input.token), deps.nowMs())
    if (!link) throw new JustesseError("link_over")
    const { name, email, preferences } = input
    const made = await addPerson(inside, { name, email, preferences, hash, operator: true })
    await adoptCommandLineProjects(inside, made.personId)
    return made
  })
  const address = addressFor(deps, input.reach, input.publicUrl)
  const before = deps.settings.get()
  await deps.settings.set({ setupDone: true, reach: input.reach, address })
  if (input.sample) await deps.host.seedSample(personId, input.preferences.language)
  ctx.cookies.push(...(await deps.auth.enterAs(userId, { account: input.email.toLowerCase(), address: ctx.ip })))
  return { address, restartNeeded: input.reach === "public" && before.reach !== "public" }
}
