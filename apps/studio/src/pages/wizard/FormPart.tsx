import { useT } from "../../i18n/useT.ts"
import { Builder } from "../labels/form/Builder.tsx"
import { GuidelineText } from "./LabelsPart.tsx"
import { Part } from "./Part.tsx"
import type { DraftWork } from "./useDraft.ts"

/** The questions of a form, and the guideline as text. */
export function FormPart({ work }: { readonly work: DraftWork }) {
  const t = useT("asking")
  const { draft, change } = work
  const { ontology } = draft
  return (
    <Part number={3} title={t("builder.title")}>
      <Builder
        ensureProject={work.ensure}
        isBare={draft.settings.about !== undefined}
        isPlaceless={work.shown?.isPlaceless === true}
        labels={ontology.labels}
        onChange={(labels) => change({ ontology: { ...ontology, labels: [...labels] } })}
      />
      <GuidelineText work={work} />
    </Part>
  )
}
