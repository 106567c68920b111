import { useQuery } from "@tanstack/react-query"
import { trpc } from "../../../api.ts"
import { useT } from "../../../i18n/useT.ts"
import frame from "../../parts/frame.module.css"
import styles from "../screen.module.css"
import { useReview, useReviewState } from "../ui.ts"

/** What people asked about this task while they labelled it, and what they were told: whoever decides knows what was unclear. */
export function AskedHere() {
  const t = useT("review")
  const { store } = useReview()
  const task = useReviewState((state) => state.task?.task)
  const found = useQuery({
    ...trpc.question.ofTask.queryOptions({ project: store.project, task: task ?? 0 }),
    enabled: task !== undefined,
  })
  const questions = found.data?.questions ?? []
  if (questions.length === 0) return null
  return (
    <section aria-label={t("asked.title")} className={styles.asked}>
      <b className={frame.sm}>{t("asked.title")}</b>
      <ul>
        {questions.map(({ threadId, mine, text, answer }) => (
          <li key={threadId}>
            <span>{text}</span>
            <span className={frame.dim}>
              {mine && `${t("asked.yours")} · `}
              {answer === null ? t("asked.none") : t("asked.answer", { text: answer })}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
