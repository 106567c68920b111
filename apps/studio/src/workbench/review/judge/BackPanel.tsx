import { DEFAULT_KIND } from "@justesse/types"
import { useEffect } from "react"
import { useT } from "../../../i18n/useT.ts"
import { Cap } from "../../../keys/Cap.tsx"
import { lazyPart } from "../../../shell/upgrade/lazyPart.tsx"
import frame from "../../parts/frame.module.css"
import { ReasonPanel } from "../parts/Reason.tsx"
import { askAgain, type CommandContext } from "../runCommand.ts"
import styles from "../screen.module.css"
import { useReview, useReviewState, useUiState } from "../ui.ts"
import { closeJudging } from "./acts.ts"
import { CameBack } from "./CameBack.tsx"
import { Whose } from "./Whose.tsx"

const ProposePanel = lazyPart(() => import("./ProposePanel.tsx"), "ProposePanel")

/** What can be done about one answer: repair first, then a rejection; or neither, and why. */
export function BackPanel({ context }: { readonly context: CommandContext }) {
  const { store } = useReview()
  const now = useReviewState((state) => state.now)
  const letter = useUiState((ui) => ui.backLetter)
  const judging = useUiState((ui) => ui.judging)
  useEffect(() => void askAgain(context), [context, now, letter])
  const panel = judging?.panel ?? null
  if (panel === null) return <Waiting context={context} />
  if (panel === "unknown") return <ReasonPanel context={context} />
  if (panel.act === "propose")
    return <ProposePanel context={context} kind={store.state.task?.kind ?? DEFAULT_KIND} panel={panel} />
  if (panel.act === "none") return <Neither context={context} why={panel.why ?? "not_open"} />
  return (
    <ReasonPanel context={context}>
      <CameBack panel={panel} />
    </ReasonPanel>
  )
}

/** The panel as it will be, while the server is asked. */
function Waiting({ context }: { readonly context: CommandContext }) {
  const t = useT("review")
  return (
    <section aria-busy="true" aria-label={t("acts.sendBack")} className={styles.reasons}>
      <Whose context={context} />
      <p className={styles.small} role="status">
        {t("back.waiting")}
      </p>
    </section>
  )
}

/** Neither repair nor a rejection can be asked for, and why. */
function Neither({ context, why }: { readonly context: CommandContext; readonly why: string }) {
  const t = useT("judging")
  const back = useT("review")
  return (
    <>
      <section aria-label={t("neither")} className={styles.reasons}>
        <div className={frame.head}>
          <b>{t("neither")}</b>
          <Cap of="review.sendBack" />
        </div>
        <Whose context={context} />
        <p className={styles.small}>{t(`why.${why}`)}</p>
      </section>
      <span className={frame.grow} />
      <section aria-label={back("foot.title")} className={frame.foot}>
        <button type="button" className={frame.pri} onClick={() => closeJudging(context)}>
          {back("reason.close")} <Cap of="escape" />
        </button>
      </section>
    </>
  )
}
