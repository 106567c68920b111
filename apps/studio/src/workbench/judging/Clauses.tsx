import type { Clause } from "@justesse/types"
import { useLanguage, useT } from "../../i18n/useT.ts"
import { Markdown } from "../../prose/Markdown.tsx"
import frame from "../parts/frame.module.css"
import { Guide } from "../parts/Guide.tsx"
import css from "./judging.module.css"

/** A clause in each language that it is written in. */
interface LocalClause {
  readonly number: string
  readonly en: Clause | null
  readonly fr: Clause | null
}

/** A clause in the language of the page, or in the other one where it is not written in that. */
export function useClause(): (clause: LocalClause) => Clause | null {
  const language = useLanguage()
  return ({ en, fr }) => (language === "fr" ? (fr ?? en) : (en ?? fr))
}

/** The text of a clause as people read it in the column, with its number. */
export function QuotedClause({ clause }: { readonly clause: LocalClause }) {
  const t = useT("judging")
  const said = useClause()(clause)
  const words = said === null ? "" : said.markdown.trim() === "" ? said.title : said.markdown.trim()
  return (
    <p className={css.quote}>
      {words === "" ? t("noClause") : t("quoted", { words })} <span className={frame.dim}>{clause.number}</span>
    </p>
  )
}

interface GuideProps {
  readonly clauses: readonly LocalClause[]
  readonly now: string
  readonly onClose: () => void
}

/** All clauses of the version that the person had, over the column. */
export function ClauseGuide({ clauses, now, onClose }: GuideProps) {
  const t = useT("review")
  const textOf = useClause()
  return (
    <Guide
      of="review.guideline"
      close={t("guide.close")}
      footHeight={100}
      heading={<b className={frame.cut}>{t("guide.clause", { clause: now })}</b>}
      label={t("bar.guideline")}
      onClose={onClose}
    >
      {/* A text that scrolls must be reachable by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={frame.gb} tabIndex={0}>
        {clauses.map((clause) => {
          const said = textOf(clause)
          return (
            said && (
              <Markdown
                key={clause.number}
                pictures={{}}
                text={`## ${clause.number} ${said.title}\n\n${said.markdown}`}
              />
            )
          )
        })}
      </div>
    </Guide>
  )
}
