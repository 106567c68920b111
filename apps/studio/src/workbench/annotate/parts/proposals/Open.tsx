import { countByScore, mustDecide, proposalsIn, splitProposals } from "@justesse/editor"
import type { WorkRegion } from "@justesse/types"
import { useMemo } from "react"
import { useStore as useZustand } from "zustand"
import { useT } from "../../../../i18n/useT.ts"
import { Cap } from "../../../../keys/Cap.tsx"
import { useFormat } from "../../../../locale/useFormat.ts"
import styles from "../../../parts/frame.module.css"
import { TaskIcon } from "../../../parts/icons.tsx"
import { answeredAtOnce, chooseSolidFrom, switchZoom } from "../../proposals.ts"
import { useModel, useStore, useTask, useTaskContext, useUi } from "../../ui.ts"
import css from "./proposals.module.css"

/** Bars of the scores, each a twentieth wide. */
const BARS = 20
/** How far a key moves what is drawn solid. */
const STEP = 0.05

/** How sure a model is of its proposals, from where on they are drawn solid, and all of it answered at once. */
export function OpenProposals({ proposed }: { readonly proposed: number }) {
  const t = useT("task")
  const format = useFormat()
  const { run, ui, engine } = useTaskContext()
  const zoomToEach = useUi((snapshot) => snapshot.zoomToEach)
  const model = useModel()
  const document = useTask((task) => task.document)
  const hidden = useTask((task) => task.hidden)
  const locked = useTask((task) => task.locked)
  const solidFrom = useZustand(model.solidFrom)
  const { solid, faint } = useMemo(() => splitProposals(document, solidFrom), [document, solidFrom])
  const toTake = answeredAtOnce(solid, { hidden, locked }).length
  const toDrop = answeredAtOnce(faint, { hidden, locked }).length
  const isAsked = useStore(({ task }) => task !== null && mustDecide(task))
  const scored = useMemo(() => countByScore(document, BARS), [document])
  const isOwn = useMemo(() => proposalsIn(document).every((id) => isCopied(document.regions.get(id))), [document])
  const title = t(isOwn ? "proposals.fromPrevious" : "proposals.title")
  const isScored = scored.some((count) => count > 0)
  return (
    <section aria-label={title} className={styles.sec}>
      <div className={styles.head}>
        <b>{title}</b>
        <span>{t("proposals.open", { count: proposed })}</span>
      </div>
      {isScored && <Scores counts={scored} solidFrom={solidFrom} />}
      {isScored && (
        <div className={styles.head}>
          <span>{t("proposals.solidFrom", { score: format.ratio(solidFrom) })}</span>
          <span>{t("proposals.below")}</span>
        </div>
      )}
      <div className={css.acts}>
        <button className={css.take} disabled={toTake === 0} onClick={() => run("proposal.takeAll")} type="button">
          {t("proposals.take", { count: toTake })} <Cap of="proposal.takeAll" />
        </button>
        {toDrop > 0 && (
          <button className={css.drop} onClick={() => run("proposal.dropFaint")} type="button">
            {t("proposals.drop", { count: toDrop })}
          </button>
        )}
      </div>
      <button
        aria-pressed={zoomToEach}
        className={`${styles.tiny} ${styles.outLeft}`}
        onClick={() => switchZoom({ ui, engine, model })}
        type="button"
      >
        <TaskIcon name={zoomToEach ? "check" : "loupe"} small />
        {t("proposals.zoom")}
      </button>
      <p className={css.left}>{t(isAsked ? "proposals.mustDecide" : "proposals.leftOut")}</p>
    </section>
  )
}

/** What somebody laid here from the picture before. */
function isCopied(region: WorkRegion | undefined): boolean {
  return region?.origin?.source === "previous"
}

/** How many proposals have which score, and from where on they are drawn solid. */
function Scores({ counts, solidFrom }: { readonly counts: readonly number[]; readonly solidFrom: number }) {
  const t = useT("task")
  const format = useFormat()
  const { ui, engine } = useTaskContext()
  const model = useModel()
  const most = Math.max(1, ...counts)
  const bars = counts.map((count, at) => ({ from: at / BARS, count }))
  return (
    <>
      <svg aria-hidden="true" className={css.bars} preserveAspectRatio="none" viewBox={`0 0 ${BARS} 1`}>
        {bars.map(({ from, count }) => {
          const height = Math.max(count / most, 0.03)
          const look = [count > 0 && css.some, from + 1e-9 < solidFrom && css.faint].filter(Boolean).join(" ")
          return <rect className={look} height={height} key={from} width={0.8} x={from * BARS} y={1 - height} />
        })}
      </svg>
      <input
        aria-label={t("proposals.slider")}
        aria-valuetext={format.ratio(solidFrom)}
        className={css.slide}
        max={1}
        min={0}
        onChange={(event) => chooseSolidFrom({ ui, engine, model }, Number(event.target.value))}
        step={STEP}
        type="range"
        value={solidFrom}
      />
    </>
  )
}
