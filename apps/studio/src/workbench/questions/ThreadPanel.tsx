import { clausesOf } from "@justesse/types"
import type { Message, MyThread } from "@justesse/types/wire/question"
import { useEffect, useMemo } from "react"
import { useLanguage, useT } from "../../i18n/useT.ts"
import { Cap } from "../../keys/Cap.tsx"
import { useFormat } from "../../locale/useFormat.ts"
import { useStore, useTaskContext } from "../annotate/ui.ts"
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
  const { engine, run } = useTaskContext()
  const { messages, clause, clauseVersion, threadId } = thread
  const { point } = thread.spot
  const [x, y] = [point?.x ?? null, point?.y ?? null]
  // The place that was asked about, where the view opened somewhere else.
  useEffect(() => {
    if (threadId && x !== null && y !== null) engine.reveal({ x, y, width: 0, height: 0 })
  }, [engine, threadId, x, y])
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
            <Clause number={clause ?? ""} />
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

/** What the clause says, as far as the guideline of this task has it already. */
function Clause({ number }: { readonly number: string }) {
  const language = useLanguage()
  const guideline = useStore((snapshot) => snapshot.task?.guide.guideline ?? "")
  const clause = useMemo(
    () => clausesOf(guideline, language).find((one) => one.number === number),
    [guideline, language, number],
  )
  return clause ? <span className={css.clauseText}>{clause.title}</span> : null
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
