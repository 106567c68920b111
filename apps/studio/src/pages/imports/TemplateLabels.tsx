import type { Label } from "@justesse/types"
import { inLanguage } from "@justesse/types/text"
import type { LabelMapping } from "@justesse/types/wire/imports"
import { Switch } from "@mantine/core"
import { api } from "../../api.ts"
import { useLanguage, useT } from "../../i18n/useT.ts"
import { useMe } from "../../shell/useMe.ts"
import { templateLeftovers } from "../wizard/templates.ts"

/** Labels that only a template gave to a project that is not open yet, where the files bring their own. */
export function useLeftovers(project: string, labels: readonly Label[], mapping: LabelMapping): readonly Label[] {
  const isDraft = useMe()?.projects.find((card) => card.project === project)?.state === "draft"
  return isDraft ? templateLeftovers(labels, mapping) : []
}

interface Props {
  readonly labels: readonly Label[]
  readonly replace: boolean
  readonly onReplace: (replace: boolean) => void
}

/** Asks whether the template's labels go as those of the files come in. */
export function TemplateLabels({ labels, replace, onReplace }: Props) {
  const t = useT("imports")
  const language = useLanguage()
  if (labels.length === 0) return null
  return (
    <Switch
      mt={16}
      checked={replace}
      label={t("template.replace")}
      description={t("template.text", { names: labels.map(({ name }) => inLanguage(name, language)).join(", ") })}
      onChange={(event) => onReplace(event.currentTarget.checked)}
    />
  )
}

/** Takes labels out of the form of a project that is not open yet; those that something carries stay there. */
export async function dropLabels(project: string, labels: readonly Label[]): Promise<void> {
  if (labels.length === 0) return
  const { draft } = await api.project.draft.query({ project })
  const gone = new Set<string>(labels.map(({ id }) => id))
  const ontology = { labels: draft.ontology.labels.filter(({ id }) => !gone.has(id)) }
  await api.project.saveDraft.mutate({ project, draft: { ...draft, ontology } })
}
