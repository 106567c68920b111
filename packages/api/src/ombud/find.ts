import { listMembers } from "@justesse/db"
import { whyNotOmbud } from "@justesse/work/appeals/ombud"
import type { Deps } from "../core/deps.ts"

/** The ombudsperson whom somebody can write to about a project; null where none stands outside of it. */
export async function findOmbud(
  { storage, settings }: Pick<Deps, "storage" | "settings">,
  personId: number,
  projectId: number,
): Promise<number | null> {
  const { ombud } = settings.get()
  if (ombud === null) return null
  const members = (await listMembers(storage.db, projectId)).map((member) => member.personId)
  return whyNotOmbud(ombud, { personId, members }) === null ? ombud : null
}
