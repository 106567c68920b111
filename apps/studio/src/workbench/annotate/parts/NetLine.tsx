import { useSentence } from "../../../failures/useSentence.ts"
import { useT } from "../../../i18n/useT.ts"
import { signedOut } from "../../../shell/store.ts"
import styles from "../../parts/frame.module.css"
import { TaskIcon } from "../../parts/icons.tsx"
import { useStore, useTask, useTaskContext } from "../ui.ts"

/** Trouble with the connection: one line over the top of the picture, always there; nothing moves. */
export function NetLine() {
  const t = useT("task")
  const sentence = useSentence()
  const { store } = useTaskContext()
  const online = useStore((snapshot) => snapshot.online)
  const failure = useStore((snapshot) => snapshot.failure)
  const kept = useTask((task) => task.saveStatus === "kept_here")
  if (failure?.code === "not_signed_in") {
    return (
      <div className={styles.netline} role="status">
        <TaskIcon name="lock" small />
        <b>{t("net.signedOut")}</b>
        <span className={styles.txt}>{t("net.kept")}</span>
        <button onClick={() => signedOut.setState(true)} type="button">
          {t("net.signIn")}
        </button>
      </div>
    )
  }
  if (!online || kept || failure?.code === "offline") {
    return (
      <div className={styles.netline} role="status">
        <TaskIcon name="net" small />
        <b>{t(online ? "net.noAnswer" : "net.none")}</b>
        <span className={styles.txt}>
          {t("net.kept")} {t(failure ? "net.notSent" : "net.later")}
        </span>
      </div>
    )
  }
  if (!failure) return null
  return (
    <div className={styles.netline} role="alert">
      <span className={styles.txt}>{sentence(failure.error)}</span>
      <button onClick={() => store.clearFailure()} type="button">
        {t("hint.close")}
      </button>
    </div>
  )
}
