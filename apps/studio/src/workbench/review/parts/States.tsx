import type { ReviewNotice, ReviewPhase } from "@justesse/editor/workspace/deciding"
import { Link } from "@tanstack/react-router"
import { useStore } from "zustand"
import { failureOf } from "../../../failures/thrown.ts"
import { useSentence } from "../../../failures/useSentence.ts"
import { useT } from "../../../i18n/useT.ts"
import { Cap } from "../../../keys/Cap.tsx"
import { useFormat } from "../../../locale/useFormat.ts"
import frame from "../../parts/frame.module.css"
import { NetLine, Trouble } from "../../parts/NetLine.tsx"
import styles from "../screen.module.css"
import { useReview, useReviewState } from "../ui.ts"

/** A notice in words; a moment in it as the reader writes moments. */
function useTold(): (notice: ReviewNotice) => string {
  const t = useT("review")
  const format = useFormat()
  return ({ key, values = {} }) => {
    const { untilMs } = values
    return t(key, typeof untilMs === "number" ? { ...values, when: format.dateTime(untilMs) } : values)
  }
}

/** No task in the middle: why, what is safe, and the way on. */
export function InsteadOfTask({ phase }: { readonly phase: Exclude<ReviewPhase, "ready" | "opening"> }) {
  const t = useT("review")
  const format = useFormat()
  const sentence = useSentence()
  const { store, run } = useReview()
  const failure = useReviewState((state) => state.failure)
  const unsent = useReviewState((state) => state.unsent)
  const busy = useReviewState((state) => state.busy)
  const notice = useReviewState((state) => state.notice)
  const told = useTold()
  const until = failureOf(failure).detail.untilMs
  const time = typeof until === "number" && until > 0 ? format.time(until) : ""
  // An empty part of the queue is not an empty queue.
  const why = phase === "empty" && store.isFiltered ? "emptyPart" : phase
  return (
    <div className={frame.plain}>
      <main className={frame.page}>
        <div className={styles.instead} role={phase === "empty" ? undefined : "alert"}>
          <h1>{t(`instead.${why}.title`)}</h1>
          <p>{phase === "failed" ? sentence(failure) : t(`instead.${why}.text`)}</p>
        </div>
        {phase === "held" && time !== "" && <p>{t("instead.heldUntil", { time })}</p>}
        {unsent > 0 && <p>{t("instead.unsent", { count: unsent })}</p>}
        {notice && <p role="status">{told(notice)}</p>}
        <div className={frame.acts}>
          <button type="button" className={frame.pri} disabled={busy} onClick={() => void store.open(null)}>
            {t(phase === "empty" || phase === "far" || phase === "failed" ? "instead.again" : "instead.next")}{" "}
            <kbd aria-hidden="true">⏎</kbd>
          </button>
          <button type="button" className={frame.plainBtn} disabled={busy} onClick={() => run("review.undo")}>
            {t("instead.undo")} <Cap of="review.undo" />
          </button>
          <Link
            className={`${frame.plainBtn} ${styles.link}`}
            to="/review/$project"
            params={{ project: store.project }}
          >
            {t("bar.queue")}
          </Link>
        </div>
      </main>
    </div>
  )
}

/** Trouble and notices about what was just done: one line over the top of the picture; nothing moves. */
export function Line() {
  const t = useT("review")
  const sentence = useSentence()
  const { store, decisions } = useReview()
  const keeps = useStore(decisions.view, (waiting) => waiting.keeps)
  const unsent = useReviewState((state) => state.unsent)
  const online = useReviewState((state) => state.online)
  const notice = useReviewState((state) => state.notice)
  const told = useTold()
  const failure = useReviewState((state) => state.failure)
  const lapsed = useReviewState((state) => state.lapsed)
  const trouble = useReviewState((state) => state.trouble)
  const offline = useT("offline")
  const code = failure ? failureOf(failure).code : null
  if (trouble === "other_person")
    return <NetLine icon="lock" title={offline("line.otherPerson")} text={offline("line.otherPersonText")} />
  if (code === "not_signed_in" || trouble === "not_signed_in")
    return <Trouble what="signedOut" title={t("line.signedOut")} text={t("line.safe", { count: unsent })} />
  if (!online) return <Trouble what="offline" title={t("line.offline")} text={t("line.safe", { count: unsent })} />
  if (failure) return <NetLine alert text={sentence(failure)} />
  const text = notice ? told(notice) : lapsed ? t("line.lapsed") : null
  if (text === null)
    return keeps ? null : (
      <NetLine icon="net" title={offline("line.keepsNothing")} text={offline("line.keepsNothingText")} />
    )
  return (
    <NetLine text={text}>
      {notice && (
        <button type="button" onClick={() => store.clearNotice()}>
          {t("line.close")}
        </button>
      )}
    </NetLine>
  )
}

/** The picture of a task does not load: nothing is decided until it shows. */
export function PictureFailed() {
  const t = useT("review")
  const { retryPicture, run } = useReview()
  const failed = useReviewState((state) => state.picture === "failed")
  if (!failed) return null
  return (
    <div className={frame.over} role="alert">
      <b>{t("picture.title")}</b>
      <span>{t("picture.text")}</span>
      <span className={frame.row2}>
        <button type="button" className={frame.plainBtn} onClick={retryPicture}>
          {t("picture.retry")}
        </button>
        <button type="button" className={frame.plainBtn} onClick={() => run("review.nextTask")}>
          {t("picture.next")} <Cap of="review.nextTask" />
        </button>
      </span>
    </div>
  )
}
