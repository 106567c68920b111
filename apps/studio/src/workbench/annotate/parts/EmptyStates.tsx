import { Link } from "@tanstack/react-router"
import { Suspense } from "react"
import { useSentence } from "../../../failures/useSentence.ts"
import { useT } from "../../../i18n/useT.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import { Markdown } from "../../../prose/Markdown.tsx"
import { lazyPart } from "../../../shell/upgrade/lazyPart.tsx"
import styles from "../../parts/frame.module.css"
import { useSending, useStore, useTaskContext } from "../ui.ts"
import { GoneLine } from "./GoneLine.tsx"

const OneMoreHour = lazyPart(() => import("./pace/OneMoreHour.tsx"), "OneMoreHour")

/** No task now: why, and where else there is something to do. */
export function NoTaskNow() {
  const t = useT("task")
  const format = useFormat()
  const { store } = useTaskContext()
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
        <GoneLine />
        {none && none.pausedReason !== "" && <blockquote>{none.pausedReason}</blockquote>}
        <div className={styles.acts}>
          {reason === "own_limit" ? (
            <Suspense fallback={null}>
              <OneMoreHour />
            </Suspense>
          ) : (
            <button className={styles.pri} onClick={() => store.act("retried")} type="button">
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

/** All tasks that this computer had are done; more need the network. */
export function AllDoneHere() {
  const t = useT("offline")
  const task = useT("task")
  const { store, sender } = useTaskContext()
  const count = useSending(({ acts }) => acts.length)
  const again = () => {
    if (count > 0) void sender.drain()
    else store.act("retried")
  }
  return (
    <div className={styles.plain}>
      <main className={styles.page}>
        <h1>{t("far.title")}</h1>
        {count > 0 && <p role="status">{t("far.waiting", { count })}</p>}
        <p>{t("far.text")}</p>
        <GoneLine />
        <div className={styles.acts}>
          <button className={styles.pri} onClick={again} type="button">
            {t("far.again")}
          </button>
          <Link className={styles.plainBtn} to="/work">
            {task("none.myWork")}
          </Link>
        </div>
      </main>
    </div>
  )
}

/** The first task of a project: what it is for and how it is done come first, and are counted as work. */
export function ConditionsFirst() {
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

/** The task could not be fetched. */
export function TaskFailed() {
  const t = useT("task")
  const sentence = useSentence()
  const { store } = useTaskContext()
  const failure = useStore((snapshot) => snapshot.failure)
  return (
    <div className={styles.plain}>
      <main className={styles.page} role="alert">
        <h1>{t("failed.title")}</h1>
        <p>{sentence(failure?.error)}</p>
        <div className={styles.acts}>
          <button className={styles.pri} onClick={() => store.act("retried")} type="button">
            {t("none.again")}
          </button>
          <Link className={styles.plainBtn} to="/work">
            {t("none.myWork")}
          </Link>
        </div>
      </main>
    </div>
  )
}

/** The picture of a task does not load: three ways on. */
export function PictureFailed() {
  const t = useT("task")
  const { store } = useTaskContext()
  const looking = useStore((snapshot) => snapshot.looking !== null)
  const what = useStore((snapshot) => (snapshot.picture === "damaged" ? "pictureDamaged" : "pictureFailed"))
  return (
    <div className={styles.over} role="alert">
      <b>{t(`${what}.title`)}</b>
      <span>{t(`${what}.text`)}</span>
      <span className={styles.row2}>
        <button className={styles.plainBtn} onClick={() => store.retryPicture()} type="button">
          {t("pictureFailed.retry")}
        </button>
        {!looking && (
          <button className={styles.plainBtn} onClick={() => store.skip("not_loading", "", "reported")} type="button">
            {t("pictureFailed.broken")}
          </button>
        )}
      </span>
    </div>
  )
}
