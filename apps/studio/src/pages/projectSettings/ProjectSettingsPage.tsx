import type { ProjectSettings, ProjectState } from "@justesse/types"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { api, refresh, trpc } from "../../api.ts"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { useProjectSlug } from "../../shell/useMe.ts"
import { usePageName } from "../../shell/usePageName.ts"
import { Button } from "../../ui/Button.tsx"
import { Loaded } from "../../ui/Loaded.tsx"
import { Head, Lead, Rule } from "../../ui/layout.tsx"
import { Wrong } from "../../ui/Trouble.tsx"
import { useToast } from "../../ui/toast.tsx"
import { useSending } from "../account/useSending.ts"
import { EndPart } from "./EndPart.tsx"
import { AnswersFields, NameFields, PauseFields, WorkFields } from "./fields.tsx"
import { QualityFields } from "./QualityFields.tsx"

export interface Form {
  readonly name: string
  readonly settings: ProjectSettings
}

/** What an owner may change at any time; and how a project ends. */
export function ProjectSettingsPage() {
  const t = useT("projectSettings")
  const project = useProjectSlug()
  const query = useQuery(trpc.project.settingsGet.queryOptions({ project }))
  usePageName(t("title"))
  return (
    <div className="content">
      {
        <Loaded query={query}>
          {(shown) => <SettingsForm key={JSON.stringify(shown)} project={project} shown={shown} />}
        </Loaded>
      }
    </div>
  )
}

function SettingsForm({
  project,
  shown,
}: {
  readonly project: string
  readonly shown: Form & { readonly state: ProjectState }
}) {
  const t = useT("projectSettings")
  const toast = useToast()
  const before: Form = { name: shown.name, settings: shown.settings }
  const [form, setForm] = useState<Form>(before)
  const changed = JSON.stringify(form) !== JSON.stringify(before)
  const sending = useSending(
    async () => api.project.settings.mutate({ project, ...(await withRules(project, form, before)) }),
    () => {
      void refresh("project", "account", "work")
      toast.done(t("saved"), () =>
        api.project.settings.mutate({ project, ...before }).then(() => refresh("project", "account", "work")),
      )
    },
  )
  const set = (part: Partial<ProjectSettings>) => setForm({ ...form, settings: { ...form.settings, ...part } })
  return (
    <>
      <Head title={t("title")}>
        {changed && <Button onClick={() => setForm(before)}>{t("discard")}</Button>}
        <Button
          look="primary"
          disabled={!changed || sending.busy || form.name.trim() === ""}
          onClick={() => void sending.send()}
        >
          {t("common:save")}
        </Button>
      </Head>
      <Lead>
        <Rich
          t={t}
          k={form.settings.paused ? "leadPaused" : "lead"}
          values={{ count: form.settings.overlap.base, state: capital(t(`common:projectState.${shown.state}`)) }}
        />
      </Lead>
      <Wrong error={sending.error} />
      <div style={{ marginTop: 24 }}>
        <NameFields form={form} onName={(name) => setForm({ ...form, name })} set={set} />
        <Rule />
        <div id="answers">
          <AnswersFields settings={form.settings} set={set} />
        </div>
        <Rule />
        <QualityFields settings={form.settings} set={set} />
        <Rule />
        <WorkFields settings={form.settings} set={set} />
        <Rule />
        <PauseFields settings={form.settings} set={set} />
        <Rule />
        <EndPart project={project} name={shown.name} state={shown.state} />
      </div>
    </>
  )
}

/** Rules of spelling that reviewers made since the page was opened stay, unless this form changed them. */
async function withRules(project: string, form: Form, before: Form): Promise<Form> {
  const [mine, opened] = [form.settings.settle.rules ?? [], before.settings.settle.rules ?? []]
  if (mine.join() !== opened.join()) return form
  const { settings } = await api.project.settingsGet.query({ project })
  const { rules } = settings.settle
  const { rules: _, ...settle } = form.settings.settle
  return { ...form, settings: { ...form.settings, settle: { ...settle, ...(rules && { rules }) } } }
}

/** A word that begins a sentence. */
function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
