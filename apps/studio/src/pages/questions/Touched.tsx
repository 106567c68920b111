import type { ThreadOne } from "@justesse/types/wire/question"
import { Rich } from "../../i18n/Rich.tsx"
import { useLanguage, useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { nameOf } from "./nameOf.ts"

interface Props {
  readonly project: string
  readonly one: ThreadOne
  /** The same questions get the same answer anyway. */
  readonly isToSimilar: boolean
}

/** What a new clause meets: who reads it, tasks that people hold, open questions that ask the same, final answers with the label. */
export function Touched({ project, one, isToSimilar }: Props) {
  const t = useT("questions")
  const language = useLanguage()
  const { readers, similar, touches, row } = one
  return (
    <p className={`dim sm ${measures.above8}`}>
      {t("readers", { count: readers })} {touches.held > 0 && `${t("held", { count: touches.held })} `}
      {similar > 0 && !isToSimilar && `${t("similarToo", { count: similar })} `}
      {touches.final > 0 && (
        <Rich
          t={t}
          k="final"
          values={{ count: touches.final, label: nameOf(row, language) }}
          to={{ to: "/p/$project/images", params: { project }, search: { state: "settled", label: row.label } }}
        />
      )}
    </p>
  )
}
