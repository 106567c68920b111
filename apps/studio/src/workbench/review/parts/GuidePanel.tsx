import { clausesOf } from "@justesse/types"
import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { useEffect, useRef } from "react"
import { trpc } from "../../../api.ts"
import { useT } from "../../../i18n/useT.ts"
import { Markdown } from "../../../prose/Markdown.tsx"
import frame from "../../parts/frame.module.css"
import { Guide } from "../../parts/Guide.tsx"
import styles from "../screen.module.css"
import { useReview, useReviewState } from "../ui.ts"

/** The guideline that the answers were made under, at the clause that the reason names. The foot stays. */
export function GuidePanel({ footHeight }: { readonly footHeight: number }) {
  const t = useT("review")
  const { run, store } = useReview()
  const text = useReviewState((state) => state.task?.guideline ?? "")
  useReviewState((state) => state.now)
  useReviewState((state) => state.reason)
  const shown = useQuery(
    trpc.guideline.get.queryOptions({ project: store.project, version: null }, { staleTime: 60_000 }),
  )
  const clause = store.reasonFor({ outcome: "proposal" }).clause
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const heading = box.current?.querySelector(`[id="clause-${CSS.escape(clause ?? "")}"]`)
    heading?.scrollIntoView({ block: "start" })
  }, [clause])
  const changed = shown.data !== undefined && shown.data.markdown !== text
  return (
    <Guide
      of="review.guideline"
      close={t("guide.close")}
      footHeight={footHeight}
      heading={<b className={frame.cut}>{clause === null ? t("bar.guideline") : t("guide.clause", { clause })}</b>}
      label={t("bar.guideline")}
      onClose={() => run("review.guideline")}
    >
      {changed && (
        <p className={styles.changed}>
          {t("guide.changed")}{" "}
          <Link to="/p/$project/guideline" params={{ project: store.project }} rel="noopener" target="_blank">
            {t("guide.now")}
          </Link>
        </p>
      )}
      {/* A text that scrolls must be reachable by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={frame.gb} ref={box} tabIndex={0}>
        {text === "" ? (
          <p className={frame.dim}>{t("guide.none")}</p>
        ) : (
          <Markdown pictures={shown.data?.pictures ?? {}} text={text} />
        )}
        {text !== "" && clausesOf(text).length === 0 && <p className={frame.dim}>{t("guide.noClauses")}</p>}
      </div>
    </Guide>
  )
}
