import type { Label } from "@justesse/types"
import { inLanguage } from "@justesse/types/text"
import { useQuery } from "@tanstack/react-query"
import { trpc } from "../../api.ts"
import { useLanguage } from "../../i18n/useT.ts"
import { useRoles } from "../../shell/useMe.ts"

export interface Choice {
  readonly value: string
  readonly label: string
}

/** What filters and dialogs offer by name. Lists that the viewer may not read are empty. */
export interface Choices {
  readonly label: readonly Choice[]
  readonly tag: readonly Choice[]
  readonly person: readonly Choice[]
  /** Those who label. */
  readonly annotator: readonly Choice[]
  readonly group: readonly Choice[]
  readonly import: readonly Choice[]
  readonly version: readonly Choice[]
  /** Prediction sets that are read. */
  readonly sure: readonly Choice[]
}

export function useChoices(project: string, labels: readonly Label[]): Choices {
  const owner = useRoles(project).includes("owner")
  const language = useLanguage()
  const tags = useQuery(trpc.asset.tags.queryOptions({ project })).data?.tags ?? []
  const people = useQuery(trpc.people.list.queryOptions({ project })).data
  const imports = useQuery({ ...trpc.imports.list.queryOptions({ project }), enabled: owner }).data?.imports ?? []
  const versions = useQuery(trpc.dataset.list.queryOptions({ project })).data?.versions ?? []
  const sets = useQuery(trpc.models.list.queryOptions({ project })).data?.sets ?? []
  const named = (id: number, label: string): Choice => ({ value: String(id), label })
  return {
    label: labels.map((label) => ({
      value: label.id,
      label: inLanguage(label.name, language),
    })),
    tag: tags.map(({ tag }) => ({ value: tag, label: tag })),
    person: people?.members.map((member) => named(member.person, member.name)) ?? [],
    annotator:
      people?.members
        .filter((member) => member.roles.includes("annotator"))
        .map((member) => named(member.person, member.name)) ?? [],
    group: people?.groups.map((group) => named(group.id, group.name)) ?? [],
    import: imports.map((row) => named(row.id, row.name)),
    version: versions.map(({ version }) => named(version, String(version))),
    sure: sets.filter((set) => set.state === "ready").map((set) => named(set.id, set.name)),
  }
}
