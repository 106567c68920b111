import type { ProjectSettings } from "@justesse/types"
import { api } from "../../api.ts"
import { rebased } from "../../ui/useForm.ts"

/** What an owner may change at any time. */
export interface Form {
  readonly name: string
  readonly settings: ProjectSettings
}

/** Saves what was changed from `opened` to `form`; what others changed meanwhile, such as rules of spelling, stays. */
export async function saveChanges(project: string, opened: Form, form: Form): Promise<void> {
  const { name, settings } = await api.project.settingsGet.query({ project })
  await api.project.settings.mutate({ project, ...rebased(opened, form, { name, settings }) })
}
