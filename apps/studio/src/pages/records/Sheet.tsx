import type { RecordClaims } from "@justesse/types/records/claims"
import type { ReactNode } from "react"
import { useLanguage, useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { recordLines, recordSentence } from "./lines.ts"
import css from "./page.module.css"

interface SheetProps {
  readonly claims: RecordClaims
  readonly issuer: string
  readonly foot: ReactNode
  readonly children?: ReactNode
}

/** A record as a page that people read and print: who, where and when, the figures, and who vouches for them. */
export function Sheet({ claims, issuer, foot, children }: SheetProps) {
  const t = useT("records")
  const writing = { t, format: useFormat(), language: useLanguage() }
  const lines = recordLines(claims, writing)
  return (
    <article className={css.sheet} aria-label={t("sheet")}>
      <p className="dim sm">{t("sheet")}</p>
      {claims.name !== undefined && <h2 className={css.person}>{claims.name}</h2>}
      <p className={css.sentence}>{recordSentence(claims, issuer, writing)}</p>
      {lines.length > 0 && (
        <dl className={css.lines}>
          {lines.map(({ key, name, value, note }) => (
            <div key={key}>
              <dt>
                {name}
                {note !== "" && <span className="dim sm"> {note}</span>}
              </dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      <div className={css.foot}>
        <p className="dim sm">{foot}</p>
        {children}
      </div>
    </article>
  )
}
