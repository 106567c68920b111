import type { Contacts } from "@justesse/types/wire/work"

type OfProject = Contacts["projects"][number]

/** Projects with the same people stand together, under all their names. */
export function together(projects: readonly OfProject[]): (OfProject & { readonly names: readonly string[] })[] {
  const groups = new Map<string, OfProject & { readonly names: readonly string[] }>()
  for (const one of projects) {
    const key = JSON.stringify([one.owners, one.reviewers])
    const known = groups.get(key)
    groups.set(key, { ...(known ?? one), names: [...(known?.names ?? []), one.name] })
  }
  return [...groups.values()]
}
