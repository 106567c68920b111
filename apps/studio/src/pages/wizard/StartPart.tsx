import { Radio, Select, TextInput } from "@mantine/core"
import { useState } from "react"
import { api, refresh } from "../../api.ts"
import { useLanguage, useT } from "../../i18n/useT.ts"
import { useMe } from "../../shell/useMe.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { useAct } from "../../ui/useAct.ts"
import { useGo } from "../../ui/useGo.ts"
import { Part } from "./Part.tsx"
import css from "./page.module.css"
import { changeTemplate, TEMPLATES } from "./templates.ts"
import type { DraftWork } from "./useDraft.ts"

/** A name, and what to start from: a template, or a copy of another project. */
export function StartPart({ work }: { readonly work: DraftWork }) {
  const t = useT("wizard")
  const language = useLanguage()
  const [from, setFrom] = useState<"template" | "copy">("template")
  const { draft, change } = work
  const named = () => {
    if (draft.name.trim() !== "" && work.project === null) void work.ensure()
  }
  return (
    <Part number={1} title={t("start.title")}>
      <TextInput
        label={t("start.name")}
        maxLength={120}
        value={draft.name}
        onChange={(event) => change({ name: event.currentTarget.value })}
        onBlur={named}
        mb={12}
      />
      <Radio.Group
        aria-label={t("start.title")}
        value={from}
        onChange={(value) => setFrom(value === "copy" ? "copy" : "template")}
      >
        <div className={`inline ${measures.gap24} ${measures.below8}`}>
          <Radio value="template" label={t("start.template")} />
          <Radio value="copy" label={t("start.copy")} />
        </div>
      </Radio.Group>
      {from === "template" ? (
        <div className={css.options} role="group" aria-label={t("start.template")}>
          {TEMPLATES.map((template) => (
            <button
              key={template}
              type="button"
              className={draft.template === template ? "on" : ""}
              aria-pressed={draft.template === template}
              onClick={() => change(changeTemplate(draft, template, language))}
            >
              {t(`template.${template}`)}
            </button>
          ))}
        </div>
      ) : (
        <CopyOf name={draft.name} />
      )}
      <p className={`dim sm ${measures.above8}`}>{t("refusedKinds")}</p>
    </Part>
  )
}

function CopyOf({ name }: { readonly name: string }) {
  const t = useT("wizard")
  const go = useGo()
  const mine = (useMe()?.projects ?? []).filter((card) => card.roles.includes("owner"))
  const [source, setSource] = useState<string | null>(null)
  const copy = useAct(
    (project: string) =>
      api.project.duplicate.mutate({
        project,
        name: name.trim() || t("start.copyName", { name: mine.find((card) => card.project === project)?.name ?? "" }),
      }),
    ({ project }) => {
      void refresh("project", "account")
      go({ to: "/projects/new", search: { project } })
    },
  )
  return (
    <div className="inline">
      <Select
        aria-label={t("start.copy")}
        placeholder={t("start.choose")}
        data={mine.map((card) => ({ value: card.project, label: card.name }))}
        value={source}
        onChange={setSource}
        w={280}
      />
      <Button onClick={() => source && copy.mutate(source)} disabled={source === null || copy.isPending}>
        {t("start.doCopy")}
      </Button>
    </div>
  )
}
