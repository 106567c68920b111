import { Link } from "@tanstack/react-router"
import { useSentence } from "../../../failures/useSentence.ts"
import { useT } from "../../../i18n/useT.ts"
import styles from "../../parts/frame.module.css"
import { useSending, useStore, useTaskContext } from "../ui.ts"
import { GoneLine } from "./GoneLine.tsx"

/** All tasks that this computer had are done; more need the network, or a session. */
export function AllDoneHere() {
  const t = useT("offline")
  const task = useT("task")
  const { store, sender } = useTaskContext()
  const count = useSending(({ acts }) => acts.length)
  const isSignedOut = useSending(({ trouble }) => trouble === "signed_out")
  const again = () => {
    if (count > 0) void sender.drain()
    else store.act("retried")
  }
  return (
    <div className={styles.plain}>
      <main className={styles.page}>
        <h1>{t("far.title")}</h1>
        {count > 0 && <p role="status">{t("far.waiting", { count })}</p>}
        <p>{t(isSignedOut ? "far.signedOut" : "far.text")}</p>
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
