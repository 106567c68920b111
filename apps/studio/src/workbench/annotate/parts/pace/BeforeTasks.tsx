import { Link } from "@tanstack/react-router"
import type { ReactNode } from "react"
import { useT } from "../../../../i18n/useT.ts"
import { useFormat } from "../../../../locale/useFormat.ts"
import { Markdown } from "../../../../prose/Markdown.tsx"
import { useProjectSlug } from "../../../../shell/useMe.ts"
import styles from "../../../parts/frame.module.css"
import { useStore, useTaskContext } from "../../ui.ts"
import { OneMoreHour } from "./OneMoreHour.tsx"

/** What stands in the place of a task: what it is all for, before the first one, or why there is none. */
export function BeforeTasks({ children }: { readonly children: ReactNode }) {
  const isFirst = useStore((snapshot) => snapshot.state === "conditions")
  return isFirst ? <ConditionsFirst /> : <NoTaskNow>{children}</NoTaskNow>
}

/** No task now: why, and where else there is something to do. */
function NoTaskNow({ children }: { readonly children: ReactNode }) {
  const t = useT("task")
  const format = useFormat()
  const { store } = useTaskContext()
  const project = useProjectSlug()
  const none = useStore((snapshot) => snapshot.none)
  const reason = none?.reason ?? "empty"
  const sinceMs = none?.sinceMs
  const isUnpriced = reason === "unfunded" && sinceMs === undefined
  return (
    <div className={styles.plain}>
      <main className={styles.page}>
        <h1>{t(`none.${reason}.title`)}</h1>
        <p>
          {isUnpriced
            ? t("none.unfunded.unpriced")
            : t(`none.${reason}.text`, { since: format.dateTime(sinceMs ?? 0) })}
        </p>
        {children}
        {none && none.pausedReason !== "" && <blockquote>{none.pausedReason}</blockquote>}
        <div className={styles.acts}>
          {reason === "content" && (
            <Link className={styles.pri} hash="content" params={{ project }} to="/p/$project/conditions">
              {t("content:conditions")}
            </Link>
          )}
          {reason === "own_limit" ? (
            <OneMoreHour />
          ) : (
            <button
              className={reason === "content" ? styles.plainBtn : styles.pri}
              onClick={() => store.act("retried")}
              type="button"
            >
              {t("none.again")}
            </button>
          )}
          <Link className={styles.plainBtn} to="/work">
            {t("none.myWork")}
          </Link>
        </div>
      </main>
    </div>
  )
}

/** The first task of a project: what it is for and how it is done come first, and are counted as work. */
function ConditionsFirst() {
  const t = useT("task")
  const { store } = useTaskContext()
  const conditions = useStore((snapshot) => snapshot.conditions)
  if (!conditions) return null
  const { card, purpose, contentNote, overlapBase, ownerNames, guideline, mode } = conditions
  return (
    <div className={styles.plain}>
      <main className={styles.page}>
        <h1>{card.name}</h1>
        <p>{purpose === "" ? t("conditions.noPurpose") : purpose}</p>
        {contentNote !== "" && <p>{t("conditions.content", { note: contentNote })}</p>}
        <p>{t("conditions.overlap", { count: overlapBase })}</p>
        {ownerNames.length > 0 && <p>{t("conditions.owner", { names: ownerNames.join(", ") })}</p>}
        {mode !== "salaried" && <p>{t(`conditions.pay.${mode}`)}</p>}
        <p className={styles.dim}>{t("conditions.time")}</p>
        <div className={styles.acts}>
          <button className={styles.pri} onClick={() => store.acceptConditions()} type="button">
            {t("conditions.accept")}
          </button>
          <Link className={styles.plainBtn} to="/work">
            {t("conditions.notNow")}
          </Link>
        </div>
        {guideline !== "" && (
          <section aria-label={t("bar.guideline")} className={styles.guideText}>
            <h2>{t("bar.guideline")}</h2>
            <Markdown text={guideline} />
          </section>
        )}
      </main>
    </div>
  )
}
