import { findPerson } from "@justesse/db"
import { listInCharge, listOperators } from "@justesse/db/people"
import { listProjectsOf } from "@justesse/db/projects"
import type { Contact, Contacts } from "@justesse/types/wire/work"
import { preferencesOf } from "../account/preferences.ts"
import type { Deps } from "../core/deps.ts"

type Named = Parameters<typeof preferencesOf>[0] & {
  readonly id: number
  readonly name: string
  readonly email: string | null
}

/**
 * Whom a person may write to: owners of their projects, reviewers where people know each other's names, and operators of the
 * studio, and its ombud, who stands outside of projects. Addresses only of those who show theirs.
 */
export async function contactsOf(
  { storage, settings }: Pick<Deps, "storage" | "settings">,
  personId: number,
): Promise<Contacts> {
  const { db } = storage
  const mine = (await listProjectsOf(db, personId)).filter(({ state }) => state !== "deleted")
  const [inCharge, operators] = await Promise.all([
    listInCharge(
      db,
      mine.map(({ id }) => id),
    ),
    listOperators(db),
  ])
  const ombud = settings.get().ombud === null ? undefined : await findPerson(db, settings.get().ombud ?? 0)
  const others = (found: readonly Named[]) => found.filter(({ id }) => id !== personId).map(contactOf)
  return {
    projects: mine.map(({ id, slug, name, names }) => {
      const here = inCharge.filter(({ projectId }) => projectId === id)
      const reviewers = names === "in_house" ? here.filter(({ reviews, owns }) => reviews && !owns) : []
      return {
        project: slug,
        name,
        owners: others(here.filter(({ owns }) => owns).map(({ person }) => person)),
        reviewers: others(reviewers.map(({ person }) => person)),
      }
    }),
    operators: others(operators),
    // Who is there to be written to shows their address.
    ombud: ombud && ombud.id !== personId ? { name: ombud.name, email: ombud.email } : null,
  }
}

function contactOf(person: Named): Contact {
  return { name: person.name, email: preferencesOf(person).showAddress ? person.email : null }
}
