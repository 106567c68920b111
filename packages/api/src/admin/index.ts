import {
  countOperators,
  countProjects,
  countSeenSince,
  findPerson,
  insertLink,
  listLinks,
  listProjectsOf,
  listRecentJobs,
  readPeople,
  updatePerson,
  withdrawLinks,
} from "@justesse/db"
import { JustesseError, PersonId, type Reach } from "@justesse/types"
import type { AdminPerson, Health } from "@justesse/types/wire/admin"
import type { z } from "zod"
import { addressFor } from "../account/setup.ts"
import { note } from "../activity/index.ts"
import { damagedCount } from "../core/damaged.ts"
import type { Deps } from "../core/deps.ts"
import { inTransaction } from "../core/transaction.ts"
import type { Who } from "../core/who.ts"
import { mayTryAgain } from "../jobs/index.ts"

const DAY_MS = 86_400_000
const HERE_NOW_MS = 5 * 60_000
const OLD_BACKUP_MS = 26 * 3_600_000

type Trouble = Health["trouble"]

/** The worst thing an operator should know, or null when all is well. */
function troubleOf(facts: {
  freeRatio: number
  nightlyOn: boolean
  lastBackupAtMs: number | null
  failedJobs: number
  damagedPictures: number
  upSinceMs: number
  nowMs: number
}): Trouble {
  if (facts.freeRatio < 0.15) return { code: "disk_low", detail: { percent: Math.round(facts.freeRatio * 100) } }
  if (facts.damagedPictures > 0) return { code: "picture_damaged", detail: { count: facts.damagedPictures } }
  const since = facts.lastBackupAtMs ?? facts.upSinceMs
  if (facts.nightlyOn && facts.nowMs - since > OLD_BACKUP_MS)
    return { code: "backup_old", detail: { hours: Math.round((facts.nowMs - since) / 3_600_000) } }
  if (facts.failedJobs > 0) return { code: "job_failed", detail: { jobs: facts.failedJobs } }
  return null
}

export async function health(deps: Deps): Promise<Health> {
  const db = deps.storage.db
  const [disk, backups, recent, everybody, hereNow, projectCount] = await Promise.all([
    deps.host.disk(),
    deps.host.backups(),
    listRecentJobs(db, 50),
    readPeople(db),
    countSeenSince(db, deps.nowMs() - HERE_NOW_MS),
    countProjects(db),
  ])
  const settings = deps.settings.get()
  const lastBackup = backups[0] ?? null
  const freeRatio = disk.totalBytes > 0 ? disk.freeBytes / disk.totalBytes : 1
  return {
    trouble: troubleOf({
      freeRatio,
      nightlyOn: settings.nightly.on,
      lastBackupAtMs: lastBackup?.madeAtMs ?? null,
      failedJobs: recent.filter((job) => job.state === "failed" && job.madeAtMs > deps.nowMs() - 7 * DAY_MS).length,
      damagedPictures: damagedCount(deps.storage),
      upSinceMs: deps.host.startedAtMs,
      nowMs: deps.nowMs(),
    }),
    version: deps.host.version,
    node: process.versions.node,
    upSinceMs: deps.host.startedAtMs,
    engine: deps.storage.engine,
    dataBytes: disk.dataBytes,
    diskFreeRatio: freeRatio,
    diskFreeBytes: disk.freeBytes,
    people: everybody.filter((p) => p.active).length,
    hereNow,
    projects: projectCount,
    address: settings.address,
    reach: settings.reach,
    addresses: deps.host.addresses(),
    secure: settings.address.startsWith("https://") || settings.reach === "computer",
    lastBackup,
    nightly: settings.nightly,
    quotas: settings.quotas,
    supportUrl: settings.supportUrl,
    modelHosts: [...settings.modelHosts],
    backups: [...backups],
    jobs: recent.map((job) => ({ ...job, again: mayTryAgain(job) })),
  }
}

export async function adminPeople(
  deps: Deps,
): Promise<{ people: z.infer<typeof AdminPerson>[]; invitations: { id: number; name: string; endsAtMs: number }[] }> {
  const everybody = await readPeople(deps.storage.db)
  const rows = await Promise.all(
    everybody.map(async (p) => ({
      person: PersonId.parse(p.id),
      name: p.name,
      email: p.email ?? "",
      operator: p.operator,
      active: p.active,
      projects: (await listProjectsOf(deps.storage.db, p.id)).length,
      lastSeenMs: p.lastSeenMs,
      sessions: p.authUserId ? await deps.auth.countSessions(p.authUserId) : 0,
    })),
  )
  const now = deps.nowMs()
  const waiting = (await listLinks(deps.storage.db, null, "join")).filter(
    (l) => !l.withdrawn && l.uses < l.maxUses && l.endsAtMs > now,
  )
  return { people: rows, invitations: waiting.map(({ id, name, endsAtMs }) => ({ id, name, endsAtMs })) }
}

async function makeLink(
  deps: Deps,
  page: "join" | "reset",
  link: { personId?: number; name?: string; email?: string | null; operator?: boolean; madeBy: number },
): Promise<{ link: string; endsAtMs: number }> {
  const token = deps.randomToken()
  const endsAtMs = deps.nowMs() + (page === "reset" ? 2 : 14) * DAY_MS
  await insertLink(deps.storage.db, {
    kind: page,
    secretSha256: deps.sha256(token),
    madeAtMs: deps.nowMs(),
    endsAtMs,
    ...link,
  })
  return { link: `${deps.settings.get().address}/${page}#${token}`, endsAtMs }
}

export function inviteToStudio(deps: Deps, who: Who, input: { name: string; email: string | null; operator: boolean }) {
  return makeLink(deps, "join", { ...input, madeBy: who.personId })
}

async function known(deps: Deps, personId: number) {
  const person = await findPerson(deps.storage.db, personId)
  if (!person?.authUserId) throw new JustesseError("not_found", { person: personId })
  return { ...person, authUserId: person.authUserId }
}

/** A link by which a person sets a new password; an older one stops working. */
export async function resetLink(deps: Deps, who: Who, personId: number) {
  const person = await known(deps, personId)
  return inTransaction(deps, async (inside) => {
    await withdrawLinks(inside.storage.db, "reset", person.id)
    await note(inside, null, who, { what: "admin.reset_link", detail: { person: person.id } })
    return makeLink(inside, "reset", { personId: person.id, name: person.name, madeBy: who.personId })
  })
}

export async function endSessionsOf(deps: Deps, personId: number): Promise<void> {
  await deps.auth.endSessions((await known(deps, personId)).authUserId)
}

async function notTheLast(deps: Deps, personId: number): Promise<void> {
  const person = await known(deps, personId)
  if (person.operator && person.active && (await countOperators(deps.storage.db)) <= 1)
    throw new JustesseError("last_owner", { person: personId })
}

export async function setActive(deps: Deps, who: Who, personId: number, active: boolean): Promise<void> {
  if (!active) await notTheLast(deps, personId)
  const person = await known(deps, personId)
  await inTransaction(deps, async (inside) => {
    await updatePerson(inside.storage.db, personId, { active })
    const what = active ? "admin.activated" : "admin.deactivated"
    await note(inside, null, who, { what, detail: { person: personId } })
  })
  if (!active) await deps.auth.endSessions(person.authUserId)
  deps.sessions.forgetAll()
}

export async function setOperator(deps: Deps, who: Who, personId: number, operator: boolean): Promise<void> {
  if (!operator) await notTheLast(deps, personId)
  await inTransaction(deps, async (inside) => {
    await updatePerson(inside.storage.db, personId, { operator })
    const what = operator ? "admin.made_operator" : "admin.unmade_operator"
    await note(inside, null, who, { what, detail: { person: personId } })
  })
  deps.sessions.forgetAll()
}

export async function setReach(
  deps: Deps,
  input: { reach: Reach; publicUrl: string | null },
): Promise<{ restartNeeded: boolean }> {
  if (input.reach === "public" && !input.publicUrl)
    throw new JustesseError("invalid_input", { field: "publicUrl", rule: "needed" })
  const before = deps.settings.get()
  await deps.settings.set({ reach: input.reach, address: addressFor(deps, input.reach, input.publicUrl) })
  return { restartNeeded: input.reach === "public" && before.reach !== "public" }
}
