import { payOf } from "@justesse/types"
import { useMemo, useState } from "react"
import { useLanguage, useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { adviceFor } from "./clearer.ts"
import type { DraftWork } from "./useDraft.ts"

/** What would make the instructions clearer, one line each, once somebody asks for it. */
export function ClearPart({ work }: { readonly work: DraftWork }) {
  const t = useT("wizard")
  const language = useLanguage()
  const [isOpen, setOpen] = useState(false)
  const { guideline, ontology, settings } = work.draft
  const { mode } = payOf(settings)
  const advice = useMemo(
    () => adviceFor({ guideline, labels: ontology.labels, mode }, language),
    [guideline, ontology, mode, language],
  )
  if (advice === null || advice.findings.length === 0) return null
  return (
    <div className={measures.above16}>
      <button type="button" className="btn linklike" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {t("clear.title", { count: advice.findings.length })}
      </button>
      {isOpen && (
        <>
          <p className={`dim sm ${measures.above4}`}>{t(advice.stops ? "clear.textPaid" : "clear.text")}</p>
          <ul className={measures.above8}>
            {advice.findings.map(({ key, values }) => (
              <li key={JSON.stringify([key, values])}>{t(`clear.${key}`, values)}</li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}
