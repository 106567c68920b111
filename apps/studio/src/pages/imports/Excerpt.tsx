import type { ReportLine } from "@justesse/types/dataset"
import { useQuery } from "@tanstack/react-query"
import { trpc } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { Section } from "../../ui/layout.tsx"
import { Wrong } from "../../ui/Trouble.tsx"
import css from "./page.module.css"

interface Props {
  readonly project: string
  readonly id: number
  readonly line: ReportLine
}

/** The rows around a finding, as they stand in the file. */
export function Excerpt({ project, id, line }: Props) {
  const t = useT("imports")
  const at = line.line ?? 1
  const query = useQuery(trpc.imports.excerpt.queryOptions({ project, id, file: line.file, line: at }))
  return (
    <Section title={t("asInFile", { row: at })}>
      <div className={css.rowsOfFile} role="figure" aria-label={t("asInFile", { row: at })}>
        {query.data?.lines.map((one) => (
          <div key={one.line} className={one.line === at ? "on" : ""}>
            <span className="dim">{one.line}</span>
            <span>{one.text}</span>
          </div>
        ))}
      </div>
      <Wrong error={query.error} />
      <p className={`dim sm mono ${measures.above8}`}>{line.file}</p>
    </Section>
  )
}
