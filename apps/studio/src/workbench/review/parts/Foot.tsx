import { openOf } from "@justesse/editor/workspace/deciding"
import { DEFAULT_KIND } from "@justesse/types"
import { useEffect, useRef } from "react"
import { useT } from "../../../i18n/useT.ts"
import { useCap } from "../../../keys/Cap.tsx"
import { Foot } from "../../parts/Foot.tsx"
import { FOCUS } from "../focus.ts"
import { unitOf } from "../kinds/list.ts"
import { useReview, useReviewState, useUiState } from "../ui.ts"

/** File and go on: quiet until nothing is open, then it takes the accent and the focus. */
export function ReviewFoot() {
  const t = useT("review")
  const { run, engines } = useReview()
  const kind = useReviewState((state) => state.task?.kind ?? DEFAULT_KIND)
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
    <Foot
      label={t("foot.title")}
      main={{
        text: busy ? t("foot.busy") : t(`foot.${unitOf(kind)}`),
        cap: useCap()("review.file"),
        id: FOCUS.file,
        waits: !ready,
        onClick: () => run("review.file"),
        ref: button,
      }}
    />
  )
}
