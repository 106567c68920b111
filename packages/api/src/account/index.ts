import {
  countSentBack,
  countWaitingFor,
  deleteToken,
  findAccessBySlug,
  findPerson,
  insertToken,
  listProjectsOf,
  notePersonSeen,
  readTokens,
  spendLink,
  updatePerson,
} from "@justesse/db"
import { hasConfirmed } from "@justesse/db/learning/confirmed"
import { isInMentoring } from "@justesse/db/mentors/pairs"
import { JustesseError, PersonId } from "@justesse/types"
import type { AccountUpdate, Me, ProjectCard, TokenCreate, TokenRow } from "@justesse/types/wire/account"
import type { z } from "zod"
import { noteBeside } from "../core/beside.ts"
import type { Context } from "../core/context.ts"
import type { Deps } from "../core/deps.ts"
import type { Who } from "../core/who.ts"
import { cardOf } from "../projects/card.ts"
import { forgetPace } from "../work/limits.ts"
import { preferencesOf } from "./preferences.ts"

const DAY_MS = 86_400_000

async function cardsOf(deps: Pick<Deps, "storage" | "nowMs">, personId: number): Promise<ProjectCard[]> {
  const mine = await listProjectsOf(deps.storage.db, personId)
  return Promise.all(mine.filter((p) => p.state !== "deleted").map((project) => cardOf(deps, project)))
}

async function learns({ storage: { db } }: Pick<Deps, "storage">, personId: number): Promise<boolean> {
  return (await hasConfirmed(db, personId)) || isInMentoring(db, personId)
}

export async function me(ctx: Pick<Context, "deps" | "who">): Promise<Me> {
  const { deps, who } = ctx
  const settings = deps.settings.get()
  const studio = {
    version: deps.host.version,
    setupNeeded: !settings.setupDone,
    demo: deps.host.demo,
    address: settings.address,
    supportUrl: settings.supportUrl,
    reach: settings.reach,
    readOnly: false,
  }
  // A token of one project says nothing of the person's others.
  const isPerson = who !== null && who.projectId === undefined
  const person = isPerson ? await findPerson(deps.storage.db, who.personId) : null
  if (!person) return { studio, person: null, projects: [], dataDir: null, reviewWaiting: 0, sentBack: 0 }
  await noteBeside(deps, "seen", () => notePersonSeen(deps.storage.db, person.id, deps.nowMs()))
  return {
    studio,
    person: {
      id: PersonId.parse(person.id),
      name: person.name,
      email: person.email ?? "",
      operator: person.operator,
      preferences: preferencesOf(person),
    },
    projects: await cardsOf(deps, person.id),
    dataDir: person.operator ? deps.host.dataDir : null,
    reviewWaiting: await countWaitingFor(deps.storage.db, person.id),
    sentBack: await countSentBack(deps.storage.db, person.id),
    ...(settings.ombud === person.id && { ombud: true as const }),
    ...((await learns(deps, person.id)) && { learns: true as const }),
  }
}

export async function updateAccount(deps: Deps, who: Who, change: z.infer<typeof AccountUpdate>): Promise<void> {
  const { db } = deps.storage
  const before = await findPerson(db, who.personId)
  const { look, preferences } = change
  const kept = before && preferencesOf(before)
  const { keys = kept?.keys, limits = kept?.limits, notices = kept?.notices } = change
  const changesScreen =
    before && [preferences, look, change.keys, change.limits, change.notices].some((part) => part !== undefined)
  await updatePerson(db, who.personId, {
    ...(change.name === undefined ? {} : { name: change.name }),
    // A page that was opened before a preference existed says nothing of it, and takes none back.
    ...(changesScreen
      ? {
          preferences: {
            ...kept,
            ...preferences,
            ...(look && { look }),
            keys,
            limits,
            notices,
            awayUntilMs: kept?.awayUntilMs,
          },
        }
      : {}),
  })
  if (change.limits) forgetPace(deps.storage, who.personId)
  const person = await findPerson(db, who.personId)
  if (change.name === undefined || !person?.authUserId) return
  await deps.auth.rename(person.authUserId, change.name)
  deps.sessions.forgetUser(person.authUserId)
}

/** @throws JustesseError password_wrong | too_many_tries | busy | storage_full */
export async function signIn(ctx: Context, email: string, password: string): Promise<void> {
  const { deps, ip } = ctx
  const proof = await deps.auth.prove({ email }, password, ip)
  ctx.cookies.push(...(await deps.auth.enterAs(proof.userId, { account: email.toLowerCase(), address: ip }, proof)))
}

export async function signOutElsewhere(ctx: Context, who: Who): Promise<void> {
  const person = await findPerson(ctx.deps.storage.db, who.personId)
  const token = await ctx.deps.sessions.token(ctx.headers)
  if (person?.authUserId) await ctx.deps.auth.endSessions(person.authUserId, token ?? undefined)
}

export async function listTokens(deps: Deps, who: Who): Promise<z.infer<typeof TokenRow>[]> {
  return (await readTokens(deps.storage.db, who.personId)).map((token) => ({
    ...token,
    scopes: [...token.scopes],
  }))
}

/** Scopes of a person, which no token of one project can have. */
const PERSONAL: readonly string[] = ["work", "operate"]

/** Makes an API token; the secret is answered this once. An `operate` scope needs an operator; a token of one project opens nothing else. */
export async function createToken(deps: Deps, personId: number, operator: boolean, input: z.infer<typeof TokenCreate>) {
  const { project = null } = input
  if (input.scopes.includes("operate") && !operator) throw new JustesseError("not_allowed", { scope: "operate" })
  const personal = project === null ? undefined : input.scopes.find((scope) => PERSONAL.includes(scope))
  if (personal !== undefined) throw new JustesseError("not_allowed", { scope: personal })
  const access = project === null ? null : await findAccessBySlug(deps.storage.db, project, personId)
  if (project !== null && !access) throw new JustesseError("not_found", { project })
  const token = `jst_${deps.randomToken()}`
  const now = deps.nowMs()
  const endsAtMs = input.days === null ? null : now + input.days * DAY_MS
  const id = await insertToken(deps.storage.db, {
    secretSha256: deps.sha256(token),
    personId,
    name: input.name,
    scopes: input.scopes,
    madeAtMs: now,
    endsAtMs,
    projectId: access?.id ?? null,
  })
  const { name, scopes } = input
  return { token, row: { id, name, scopes, madeAtMs: now, lastUsedAtMs: null, endsAtMs, project } }
}

export async function revokeToken(deps: Deps, who: Who, id: number): Promise<void> {
  const hash = await deleteToken(deps.storage.db, id, who.personId)
  if (hash === undefined) throw new JustesseError("not_found", { token: id })
  deps.sessions.forgetToken(`token ${hash}`)
}

/** A one-time link's person enters: sample persons of the demo. @throws JustesseError link_over */
export async function enter(ctx: Context, token: string): Promise<void> {
  const { deps } = ctx
  const link = await spendLink(deps.storage.db, "enter", deps.sha256(token), deps.nowMs())
  const person = link?.personId ? await findPerson(deps.storage.db, link.personId) : undefined
  if (link) deps.wake("links")
  if (!person?.authUserId || !person.active) throw new JustesseError("link_over")
  ctx.cookies.push(...(await deps.auth.enterAs(person.authUserId)))
}
