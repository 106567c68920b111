import type { Message, MyThread } from "@justesse/types/wire/question"
import { useT } from "../../i18n/useT.ts"
import { Cap } from "../../keys/Cap.tsx"
import { useFormat } from "../../locale/useFormat.ts"
import { useTaskContext } from "../annotate/ui.ts"
import styles from "../parts/frame.module.css"
import css from "./questions.module.css"

interface Props {
  readonly thread: MyThread
  /** How much of the column's foot stays free. */
  readonly footHeight: number
}

/** The question and its answer over the column, like the guideline: the foot with Submit stays. */
export function ThreadPanel({ thread, footHeight }: Props) {
  const t = useT("task")
  const { run } = useTaskContext()
  const { messages, clause, clauseVersion } = thread
  return (
    <section
      aria-label={t("answer.title")}
      className={styles.guide}
      ref={(panel) => void panel?.style.setProperty("bottom", `${footHeight}px`)}
    >
      <div className={styles.gh}>
        <b>{t("answer.title")}</b>
        <span className={css.answered}>{t("answer.answered")}</span>
      </div>
      <div className={styles.gb}>
        <ol className={css.thread}>
          {messages.map((message, at) => (
            <Said key={`${message.atMs}-${at}`} message={message} />
          ))}
        </ol>
        {clauseVersion !== null && (
          <p className={css.becameClause}>
            <b>{t("answer.clause", { clause: clause ?? "" })}</b>
            <span>{t("answer.fromYours")}</span>
          </p>
        )}
      </div>
      <div className={css.acts}>
        <button type="button" className={css.primary} onClick={() => run("question.clear")}>
          {t("answer.clear")} <Cap of="question.clear" />
        </button>
        <button type="button" className={css.second} onClick={() => run("task.ask")}>
          {t("answer.notYet")} <Cap of="task.ask" />
        </button>
      </div>
    </section>
  )
}

function Said({ message }: { readonly message: Message }) {
  const t = useT("task")
  const format = useFormat()
  const name = message.mine ? t("answer.you") : message.by || t(`answer.role.${message.role}`)
  return (
    <li>
      <span className={styles.dim}>
        <b>{name}</b> · {format.time(message.atMs)}
      </span>
      <p>{message.text}</p>
    </li>
  )
}
