import type { Answered } from "@justesse/types/wire/decision"
import { Link } from "@tanstack/react-router"
import { useId, useState } from "react"
import { api } from "../../api.ts"
import { randomUuid } from "../../browser/uuid.ts"
import { useT } from "../../i18n/useT.ts"
import { useAct } from "../../ui/useAct.ts"
import { useWritten } from "../../ui/useWritten.ts"
import frame from "../parts/frame.module.css"
import screen from "../review/screen.module.css"
import css from "./judging.module.css"

interface Props {
  readonly answered: Answered
  readonly onAdded: (answered: Answered) => void
}

/** An answer that was sent, what it came to, and what both sides wrote; its reason can be added to, the answer stays. */
export function AnsweredShown({ answered, onAdded }: Props) {
  const t = useT("judging")
  const { decision } = answered
  const [text, setText] = useWritten(`added.${decision}`)
  const [act, setAct] = useState(randomUuid)
  const name = useId()
  const add = useAct(
    (words: string) => api.decision.add.mutate({ decision, act, text: words }),
    (now) => {
      onAdded(now)
      setText("")
      setAct(randomUuid())
    },
  )
  return (
    <div className={`${frame.work} ${screen.work} ${screen.whole}`}>
      <div className={frame.plain}>
        <main className={frame.page}>
          <h1>{t("answered.title")}</h1>
          <p>
            {t("answered.came", { answer: t(`answer.${answered.answer}`), clause: answered.clause })}{" "}
            <b>{t(answered.status === "overturned" ? "answered.overturned" : "answered.stands")}</b>
          </p>
          <section aria-label={t("answered.yours")}>
            <p className={css.heading}>{t("answered.yours")}</p>
            {[answered.text, ...answered.added].map((words, i) => (
              <p className={css.quote} key={i}>
                {words}
              </p>
            ))}
          </section>
          <section aria-label={t("answered.sides")}>
            <p className={css.heading}>{t("answered.sides")}</p>
            <p className={css.quote}>{t("answered.reviewer", { reason: t(`reason.${answered.reason}`) })}</p>
            {answered.said.map((words, i) => (
              <p className={css.quote} key={i}>
                {t("answered.author", { words })}
              </p>
            ))}
            {answered.said.length === 0 && <p className={css.small}>{t("answered.nothing")}</p>}
          </section>
          <label className={css.added} htmlFor={name}>
            <span className={css.heading}>{t("answered.add")}</span>
            <textarea
              id={name}
              maxLength={4_000}
              onChange={(event) => setText(event.currentTarget.value)}
              value={text}
            />
          </label>
          <div className={frame.acts}>
            <Link className={`${frame.plainBtn} ${screen.link}`} to="/appeals">
              {t("appeals.title")}
            </Link>
            <button
              type="button"
              className={frame.plainBtn}
              disabled={text.trim() === "" || add.isPending}
              onClick={() => add.mutate(text)}
            >
              {t("answered.addIt")}
            </button>
          </div>
        </main>
      </div>
    </div>
  )
}
