import { clausesOf, type DecisionReason } from "@justesse/types"
import { NativeSelect } from "@mantine/core"
import { type ReactNode, useState } from "react"
import { useLanguage, useT } from "../../../i18n/useT.ts"
import { Cap } from "../../../keys/Cap.tsx"
import { Foot } from "../../parts/Foot.tsx"
import frame from "../../parts/frame.module.css"
import { closeJudging } from "../judge/acts.ts"
import { BACK_SEND } from "../judge/ids.ts"
import { Whose } from "../judge/Whose.tsx"
import { reasonCodesFor } from "../model/reasons.ts"
import { type CommandContext, giveReason } from "../runCommand.ts"
import styles from "../screen.module.css"
import { useReview, useReviewState, useUiState } from "../ui.ts"

/** Why: filled in from the difference; K and a digit say something else. */
export function ReasonLine() {
  const t = useT("review")
  const { run, store } = useReview()
  useReviewState((state) => state.reason)
  useReviewState((state) => state.now)
  const open = useUiState((ui) => ui.panel === "reason")
  const decided = useReviewState((state) => (state.now === null ? undefined : state.decisions.get(state.now)))
  const reason = store.state.reason ?? decided?.reason ?? store.reasonFor({ outcome: "proposal" })
  return (
    <section className={styles.why}>
      <button type="button" aria-expanded={open} className={styles.kv2} onClick={() => run("review.reason")}>
        <span className={`${frame.dim} ${frame.sm}`}>{t("reason.title")}</span>
        <span className={frame.cut}>
          {reason.clause !== null && `${reason.clause} `}
          {useClauseTitle(reason) ?? t(`reason.${reason.code}`)}
          {reason.note !== "" && ` · ${reason.note}`}
        </span>
        <Cap of="review.reason" />
      </button>
    </section>
  )
}

function useClauseTitle(reason: DecisionReason): string | null {
  const language = useLanguage()
  const guideline = useReviewState((state) => state.task?.guideline ?? "")
  if (reason.clause === null) return null
  return clausesOf(guideline, language).find(({ number }) => number === reason.clause)?.title ?? null
}

interface ReasonProps {
  readonly context: CommandContext
  /** What became of an answer that goes back, before. */
  readonly children?: ReactNode
}

/** The reasons by digit, with a clause and a note to the person; for this difference, or for an answer that goes back. */
export function ReasonPanel({ context, children }: ReasonProps) {
  const t = useT("review")
  const { store } = useReview()
  const language = useLanguage()
  const panel = useUiState((state) => state.panel)
  const letter = useUiState((state) => state.backLetter)
  const task = useReviewState((state) => state.task)
  const start = store.state.reason ?? store.reasonFor({ outcome: "proposal" })
  const [code, setCode] = useState(start.code)
  const [clause, setClause] = useState(start.clause ?? "")
  const [note, setNote] = useState(start.note)
  const back = panel === "back"
  const codes = task ? reasonCodesFor(task) : []
  const choose = (reason: DecisionReason) => giveReason(context, reason)
  const clauses = clausesOf(task?.guideline ?? "", language)
  const send = () => choose({ code, clause: clause === "" ? null : clause, note })
  const shown = (
    <section aria-label={t(back ? "back.title" : "reason.panel")} className={styles.reasons}>
      <div className={frame.head}>
        <b>{t(back ? "back.title" : "reason.panel")}</b>
        {back ? (
          <Cap of="review.sendBack" />
        ) : (
          <button type="button" className={frame.tiny} onClick={() => context.ui.setState({ panel: null })}>
            {t("reason.close")} <Cap of="escape" />
          </button>
        )}
      </div>
      {back && <Whose context={context} />}
      {back && <p className={styles.small}>{t("back.text")}</p>}
      {children}
      <div className={styles.codes}>
        {codes.map((one, i) => (
          <button
            type="button"
            aria-pressed={one === code}
            className={frame.tiny}
            key={one}
            onClick={() => choose({ ...store.suggest(one), note })}
            onFocus={() => setCode(one)}
          >
            <kbd aria-hidden="true">{i + 1}</kbd>
            {t(`reason.${one}`)}
          </button>
        ))}
      </div>
      <label className={styles.field}>
        <span>{t("reason.clause")}</span>
        <NativeSelect
          className="choice"
          data={[
            { value: "", label: t("reason.noClause") },
            ...clauses.map(({ number, title }) => ({ value: number, label: `${number} ${title}` })),
          ]}
          onChange={(event) => setClause(event.target.value)}
          value={clause}
        />
      </label>
      <label className={styles.field}>
        <span>{t("reason.note")}</span>
        <input maxLength={1_000} onChange={(event) => setNote(event.target.value)} value={note} />
      </label>
      {!back && (
        <button type="button" className={`${frame.plainBtn} ${styles.wide}`} onClick={send}>
          {t("reason.use", { reason: t(`reason.${code}`) })}
        </button>
      )}
    </section>
  )
  if (!back) return shown
  return (
    <>
      {shown}
      <span className={frame.grow} />
      <Foot
        label={t("back.title")}
        main={{ text: t("back.send", { letter: letter ?? "" }), cap: "⏎", id: BACK_SEND, onClick: send }}
      >
        <button type="button" className={frame.tiny} onClick={() => closeJudging(context)}>
          {t("back.cancel")} <Cap of="escape" />
        </button>
      </Foot>
    </>
  )
}
