import type { ProjectAccess } from "@justesse/db"
import { readStaff, type Staff } from "@justesse/db/decisions"
import { findGuideline } from "@justesse/db/guidelines"
import { type Clause, clausesOf } from "@justesse/types"
import type { Judge } from "@justesse/work/decisions/refusal"
import type { Deps } from "../core/deps.ts"
import type { Who } from "../core/who.ts"

/** What decisions need of the house. */
export type DecisionDeps = Pick<Deps, "storage" | "nowMs" | "uuid" | "hmac" | "sha256" | "log">

/** Who judges, as their membership says. Whoever comes with a token is a program. */
export function judgeOf(
  staff: Staff,
  { personId, scopes }: Pick<Who, "personId" | "scopes">,
  roles?: ProjectAccess["roles"],
): Judge {
  const member = staff.members.find(({ id }) => id === personId)
  return {
    id: personId,
    isReviewer: roles ? roles.includes("reviewer") : (member?.isReviewer ?? false),
    isOwner: roles ? roles.includes("owner") : (member?.isOwner ?? false),
    isService: scopes !== null,
    organisation: member?.organisation ?? null,
  }
}

/** One clause in the languages that it is written in. */
export interface LocalClause {
  readonly number: string
  readonly en: Clause | null
  readonly fr: Clause | null
}

/** The clauses of one version of a guideline, in the order of the text. */
export async function clausesIn(
  deps: Pick<Deps, "storage">,
  projectId: number,
  version: number,
): Promise<LocalClause[]> {
  const guideline = await findGuideline(deps.storage.db, projectId, version)
  const [en, fr] = (["en", "fr"] as const).map((language) => clausesOf(guideline?.markdown ?? "", language))
  const numbers = [...new Set([...(en ?? []), ...(fr ?? [])].map(({ number }) => number))]
  const find = (clauses: readonly Clause[] | undefined, number: string) =>
    clauses?.find((clause) => clause.number === number) ?? null
  return numbers.map((number) => ({ number, en: find(en, number), fr: find(fr, number) }))
}

/** A clause of a version, also where that version has none of its number. */
export const clauseNamed = (clauses: readonly LocalClause[], number: string): LocalClause =>
  clauses.find((clause) => clause.number === number) ?? { number, en: null, fr: null }

/** What a clause says, in every language that it has: its bounds are read from there. */
export const textsOf = ({ en, fr }: LocalClause): string[] =>
  [en, fr].flatMap((clause) => (clause ? [`${clause.title}\n${clause.markdown}`] : []))

/** Staff and its owners. */
export async function staffOf(deps: Pick<Deps, "storage" | "nowMs">, projectId: number): Promise<Staff> {
  return readStaff(deps.storage.db, projectId, deps.nowMs())
}
