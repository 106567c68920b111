import type { Label } from "@justesse/types"
import type { QuestionProblem } from "@justesse/types/wire/project"
import { useState } from "react"
import { api } from "../../../api.ts"
import { useT } from "../../../i18n/useT.ts"
import { Note } from "../../../ui/layout.tsx"
import { useToast } from "../../../ui/toast.tsx"
import { ChooseFiles } from "../../../uploads/ChooseFiles.tsx"
import type { NamedFile } from "../../../uploads/named.ts"
import css from "./builder.module.css"

interface FromTableProps {
  readonly ensureProject: () => Promise<string>
  readonly labels: readonly Label[]
  readonly onTake: (questions: readonly Label[]) => void
}

/** Lines that are said; of more it is said how many. */
const SAID = 5

/** Questions from a spreadsheet, a line each, behind those that are there; a sentence for each line that is none. */
export function FromTable({ ensureProject, labels, onTake }: FromTableProps) {
  const t = useT("asking")
  const toast = useToast()
  const [problems, setProblems] = useState<readonly QuestionProblem[]>([])
  const take = async ([first]: readonly NamedFile[]) => {
    if (!first) return
    const taken = labels.map(({ id }) => id)
    const project = await ensureProject()
    const found = await api.ontology.readQuestions.mutate({ project, text: await first.file.text(), taken })
    setProblems(found.problems)
    if (found.labels.length === 0) return
    onTake(found.labels)
    toast.done(t("table.taken", { count: found.labels.length }))
  }
  return (
    <div className={css.table}>
      <div className={css.add}>
        <ChooseFiles
          icon="upload"
          name={t("table.choose")}
          onFiles={(files) => void take(files).catch(toast.wrong)}
          small
        />
        <span className="dim sm">{t("table.how")}</span>
      </div>
      {problems.length > 0 && (
        <Note need>
          <ul className={css.lines}>
            {problems.slice(0, SAID).map(({ line, code, found }) => (
              <li key={line}>{t(`table.problem.${code}`, { line, found })}</li>
            ))}
            {problems.length > SAID && <li>{t("table.more", { count: problems.length - SAID })}</li>}
          </ul>
        </Note>
      )}
    </div>
  )
}
