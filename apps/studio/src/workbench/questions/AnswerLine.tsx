import { isLate } from "@justesse/work/questions"
import { useT } from "../../i18n/useT.ts"
import { useNow } from "../../locale/useNow.ts"
import { useStore } from "../annotate/ui.ts"
import styles from "../parts/frame.module.css"
import css from "./questions.module.css"
import { useAnswered, useThreads } from "./useThreads.ts"

/** A question about this task has waited for more than a day. */
function useLate(): boolean {
  const threads = useThreads()
  const now = useNow()
  return threads.some(({ state, changedAtMs }) => state === "open" && isLate(changedAtMs, now))
}

/** One line over the picture: the question has an answer, and the task came back for it; or there is none after a day. */
export function AnswerLine() {
  const t = useT("task")
  const answered = useAnswered()
  const cameBack = useStore((snapshot) => snapshot.task?.lease.question === "answered")
  const late = useLate()
  if (!answered && late) {
    return (
      <div className={`${styles.netline} ${css.lateLine}`} role="status">
        <b>{t("answer.late")}</b>
        <span className={styles.txt}>{t("answer.lateText")}</span>
      </div>
    )
  }
  if (!answered) return null
  return (
    <div className={`${styles.netline} ${css.answerLine}`} role="status">
      <b>{t("answer.line")}</b>
      {cameBack && <span className={styles.txt}>{t("answer.cameBack")}</span>}
    </div>
  )
}
