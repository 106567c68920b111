import { useT } from "../../i18n/useT.ts"
import { useStore } from "../annotate/ui.ts"
import styles from "../parts/frame.module.css"
import css from "./questions.module.css"
import { useAnswered } from "./useThreads.ts"

/** One line over the picture: the question has an answer, and the task came back for it. */
export function AnswerLine() {
  const t = useT("task")
  const answered = useAnswered()
  const cameBack = useStore((snapshot) => snapshot.task?.lease.question === "answered")
  if (!answered) return null
  return (
    <div className={`${styles.netline} ${css.answerLine}`} role="status">
      <b>{t("answer.line")}</b>
      {cameBack && <span className={styles.txt}>{t("answer.cameBack")}</span>}
    </div>
  )
}
