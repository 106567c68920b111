import { useEffect, useRef } from "react"
import { useT } from "../../../i18n/useT.ts"
import frame from "../../parts/frame.module.css"
import { openOf } from "../model/storeState.ts"
import { FOCUS } from "../runCommand.ts"
import styles from "../screen.module.css"
import { useReview, useReviewState, useUiState } from "../ui.ts"
import { Act } from "./Act.tsx"

/** File and go on: quiet until nothing is open, then it takes the accent and the focus. */
export function Foot() {
  const t = useT("review")
  const { run, engines } = useReview()
  const kind = useReviewState((state) => state.task?.kind ?? "boxes")
  const open = useReviewState((state) => openOf(state).length)
  const busy = useReviewState((state) => state.busy)
  const editing = useUiState((ui) => ui.edit !== null)
  const button = useRef<HTMLButtonElement>(null)
  const ready = open === 0 && !editing
  useEffect(() => {
    // Only when the page itself has the keys: a field or panel keeps them.
    const here = document.activeElement
    if (!ready && here === button.current) engines[0].painter.layers?.surface.focus({ preventScroll: true })
    if (ready && !busy && !here?.closest("input, textarea, select, dialog"))
      button.current?.focus({ preventScroll: true })
  }, [ready, busy, engines])
  return (
    <section aria-label={t("foot.title")} className={`${frame.foot} ${styles.foot}`}>
      <Act
        aria-disabled={!ready}
        className={ready ? frame.pri : `${frame.pri} ${styles.wait}`}
        id={FOCUS.file}
        onClick={() => run("review.file")}
        ref={button}
      >
        {busy ? t("foot.busy") : t(`foot.${kind}`)} <kbd>⏎</kbd>
      </Act>
    </section>
  )
}
