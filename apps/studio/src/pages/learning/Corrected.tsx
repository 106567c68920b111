import type { LearnPage } from "@justesse/types/wire/learning"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import measures from "../../theme/measures.module.css"
import { ButtonLink } from "../../ui/Button.tsx"
import { writePx } from "./said.ts"

/** A known answer was wrong: how often I was measured by it, and what my figures were with it and are without. */
export function Corrected({ page: { correction } }: { readonly page: LearnPage }) {
  const t = useT("learning")
  const format = useFormat()
  if (!correction) return null
  const { times, edge, found, assignmentId } = correction
  return (
    <div className={`note need bar ${measures.above16}`} role="status">
      <span className="grow">
        <Rich t={t} k="corrected.wrong" values={{ count: times }} /> {t("corrected.out", { count: times })}{" "}
        {edge &&
          t("corrected.figures", {
            edge: t(`edge.${edge.edge}`),
            before: writePx(format, edge.before),
            after: writePx(format, edge.after),
          })}{" "}
        {t("corrected.rest")} {found && t("corrected.found")}
      </span>
      <ButtonLink small to="/work/history/$assignment" params={{ assignment: String(assignmentId) }}>
        {t("corrected.see")}
      </ButtonLink>
    </div>
  )
}
