import type { PaySettings } from "@justesse/types"
import type { ProjectCard } from "@justesse/types/wire/account"
import { api } from "../../../api.ts"

/**
 * Stores how the people of a project are paid, over whatever others changed of its settings meanwhile. One that is a draft keeps its
 * form, and shows pseudonyms alone from the moment it pays.
 */
export async function savePay({ project, state }: Pick<ProjectCard, "project" | "state">, pay: PaySettings) {
  if (state === "draft") {
    const { draft } = await api.project.draft.query({ project })
    const names = pay.mode === "paid" ? "open" : draft.names
    await api.project.saveDraft.mutate({ project, draft: { ...draft, names, settings: { ...draft.settings, pay } } })
    return
  }
  const { name, settings } = await api.project.settingsGet.query({ project })
  await api.project.settings.mutate({ project, name, settings: { ...settings, pay } })
}
