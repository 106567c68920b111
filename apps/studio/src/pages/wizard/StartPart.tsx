import { TextInput } from "@mantine/core"
import { useState } from "react"
import { useLanguage, useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { CopyOf } from "./CopyOf.tsx"
import type { Template } from "./kinds/contract.ts"
import { Part } from "./Part.tsx"
import css from "./page.module.css"
import { changeTemplate } from "./templates.ts"
import { Tiles } from "./tiles/Choice.tsx"
import { Misfits } from "./tiles/Misfits.tsx"
import { StartFromFile } from "./tiles/StartFromFile.tsx"
import type { Taking } from "./tiles/useTaking.ts"
import type { DraftWork } from "./useDraft.ts"

/** What kind of work, as tiles; or a file, or a copy of another project to start from; and a name. */
export function StartPart({ work, taking }: { readonly work: DraftWork; readonly taking: Taking }) {
  const t = useT("wizard")
  const language = useLanguage()
  const [copies, setCopies] = useState(false)
  const { draft, change } = work
  const choose = (template: Template) => change(changeTemplate(draft, template, language))
  const named = () => {
    if (draft.name.trim() !== "" && work.project === null) void work.ensure()
  }
  return (
    <Part number={1} title={t("start.title")} isWide>
      <Tiles work={work} onChoose={choose} />
      <Misfits work={work} taking={taking} onChoose={choose} />
      <p className={`dim inline ${measures.above12}`}>
        <span>{t("start.haveFile")}</span>
        <StartFromFile taking={taking} />
        <button type="button" className={css.act} aria-expanded={copies} onClick={() => setCopies(!copies)}>
          {t("start.copy")}
        </button>
        <button
          type="button"
          className={css.act}
          aria-pressed={draft.template === "empty"}
          onClick={() => choose("empty")}
        >
          {t("template.empty")}
        </button>
      </p>
      {copies && <CopyOf name={draft.name} />}
      <TextInput
        label={t("start.name")}
        maxLength={120}
        value={draft.name}
        onChange={(event) => change({ name: event.currentTarget.value })}
        onBlur={named}
        className={`${measures.above12} ${measures.upTo480}`}
      />
      <p className={`dim sm ${measures.above8}`}>{t("refusedKinds")}</p>
    </Part>
  )
}
