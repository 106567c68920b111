import { useT } from "../i18n/useT.ts"
import css from "./parts.module.css"

/** Grey lines in the places of the final page; they appear after 150 ms only. */
export function Skeleton({ rows = 6 }: { readonly rows?: number }) {
  const t = useT("common")
  return (
    <div className="sk-in" role="status" aria-label={t("loading")}>
      <span className={`skel ${css.titleToCome}`} />
      <span className={`skel ${css.leadToCome}`} />
      {Array.from({ length: rows }, (_, index) => (
        <span key={index} className={`skel ${css.lineToCome}`} />
      ))}
    </div>
  )
}
