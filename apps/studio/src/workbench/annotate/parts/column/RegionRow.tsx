import { figuresOf, isRead, numberOf, scoreOf } from "@justesse/editor"
import { boxOf, inLanguage, type Label, type Region, type Shape, type WorkRegion } from "@justesse/types"
import { memo, useLayoutEffect } from "react"
import { useT } from "../../../../i18n/useT.ts"
import { Cap } from "../../../../keys/Cap.tsx"
import { countCommit } from "../../../canvas/counters.ts"
import styles from "../../../parts/frame.module.css"
import { TaskIcon } from "../../../parts/icons.tsx"
import { useModel, useTask, useTaskContext } from "../../ui.ts"
import { AttributeLine } from "./AttributeLine.tsx"
import { askedOf, type RowState, type RowWords } from "./useRowStates.ts"

interface RegionRowProps extends RowState {
  readonly region: WorkRegion
  readonly words: RowWords
  readonly top: number
  /** Position in the list, from 1, and its length: for screen readers, for only some rows are there. */
  readonly position: number
  readonly count: number
  /** Shift selects the range up to it, Ctrl (or Command) adds it or lets it go. */
  readonly onPick: (region: Region, held: { readonly range: boolean; readonly adds: boolean }) => void
  /** The only one that is selected, and not picked to be one of several: its attributes and acts are shown. */
  readonly isOpen: boolean
}

/** One region: number, colour, label and text; when selected, its attributes and what can be done with it. */
export const RegionRow = memo(function RegionRow(props: RegionRowProps) {
  const { region, words, selected, isAlso, isProposed, visit, top, position, count, onPick, isOpen } = props
  const { t, language, model, kind } = words
  const label = model.label(region.label)
  const name = label ? inLanguage(label.name, language) : t("list.unknownLabel", { label: region.label })
  const { width, height } = boxOf(region)
  const measures = { label: name, width: Math.round(width), height: Math.round(height) }
  const isPrevious = region.origin?.source === "previous"
  const rowText = t(isProposed ? (isPrevious ? "list.rowPrevious" : "list.rowProposed") : "list.row", measures)
  const document = model.readsLines
  const asked = askedOf(region, words, props)
  useLayoutEffect(countCommit)
  return (
    <li
      aria-label={rowText}
      aria-posinset={position}
      aria-setsize={count}
      className={[styles.item, (selected || isAlso) && styles.sel, isProposed && styles.offer]
        .filter(Boolean)
        .join(" ")}
      style={{ transform: `translateY(${top}px)` }}
    >
      <button
        aria-current={selected || isAlso || undefined}
        className={document && !selected && !isRead(region.transcript) ? `${styles.row} ${styles.todo}` : styles.row}
        onClick={(event) => onPick(region, { range: event.shiftKey, adds: event.ctrlKey || event.metaKey })}
        title={rowText}
        type="button"
      >
        <span className={styles.n}>{numberOf(model.scene, region.id)}</span>
        <span className={styles.dot} style={{ background: label?.color ?? "var(--control)" }} />
        <kind.Row name={name} region={region} selected={selected} t={t} visit={visit} />
        {/* A proposal has its score and two keys there: no room for an angle, or a number of points, beside its name. What is odd
            about a region stands in their place. */}
        {!isProposed && !props.warning && asked.length === 0 && <Figures shape={region.geometry} words={words} />}
        <Remarks {...props} asked={asked.map((attribute) => inLanguage(attribute.name, language)).join(", ")} />
      </button>
      {isProposed && props.editable && <AnswerProposal isNext={selected} region={region} name={name} />}
      {isOpen && label && (!document || label.attributes.length > 0) && <Open label={label} region={region} />}
    </li>
  )
})

/** What a region is where it is no box: its points, or its angle. */
function Figures({ shape, words: { t, format } }: { readonly shape: Shape; readonly words: RowWords }) {
  const { points, angle } = figuresOf(shape)
  if (angle !== undefined)
    return <span className={styles.said}>{t("shape.angle", { angle: format.number(angle, 1) })}</span>
  return points === undefined ? null : <span className={styles.said}>{t("shape.points", { count: points })}</span>
}

/** Take or drop what a model proposes; only the selected one shows the keys, for they act on it. */
function AnswerProposal({ region, name, isNext }: { region: Region; name: string; isNext: boolean }) {
  const t = useT("task")
  const model = useModel()
  const number = numberOf(model.scene, region.id)
  const act = (take: boolean) => {
    model.select(region.id)
    model.answerProposals([region.id], take)
  }
  return (
    <span className={styles.yn}>
      <button
        aria-label={t("list.take", { number, label: name })}
        onClick={() => act(true)}
        tabIndex={-1}
        type="button"
      >
        <TaskIcon name="check" small />
        {isNext && <Cap of="proposal.take" />}
      </button>
      <button
        aria-label={t("list.drop", { number, label: name })}
        onClick={() => act(false)}
        tabIndex={-1}
        type="button"
      >
        <TaskIcon name="close" small />
        {isNext && <Cap of="proposal.drop" />}
      </button>
    </span>
  )
}

/** `asked`: the names of what it must say and does not yet; empty for nothing. */
function Remarks(props: RegionRowProps & { readonly asked: string }) {
  const { region, words, warning, isHidden, isLocked, isMissing, isProposed, asked } = props
  const { t, format, toText } = words
  if (isHidden && isLocked)
    return (
      <span className={styles.r}>
        <TaskIcon name="lock" small />
        {t("list.hidden")}
      </span>
    )
  if (isMissing) return <span className={`${styles.r} ${styles.need}`}>{t("list.missing")}</span>
  if (warning && warning.rule !== "attribute")
    // A text may be left out: that is no fault.
    return (
      <span className={warning.rule === "text" ? styles.r : `${styles.r} ${styles.need}`}>
        {toText("row", warning)}
      </span>
    )
  if (asked !== "")
    return (
      <span className={`${styles.r} ${styles.need} ${styles.asked}`} title={t("list.askedLong", { what: asked })}>
        <span className={styles.cut}>{t("list.asked", { what: asked })}</span>
      </span>
    )
  if (isHidden) return <span className={styles.r}>{t("list.hidden")}</span>
  if (isLocked)
    return (
      <span className={styles.r}>
        <TaskIcon name="lock" small />
        {t("list.locked")}
      </span>
    )
  if (!isProposed) return null
  const score = scoreOf(region)
  const from = region.origin?.source === "previous" ? "list.previous" : "list.proposed"
  return <span className={`${styles.r} ${styles.pro}`}>{score === null ? t(from) : format.ratio(score)}</span>
}

function Open({ region, label }: { region: Region; label: Label }) {
  return (
    <>
      {label.attributes.map((attribute, at) => (
        <AttributeLine attribute={attribute} digit={at + 1} key={attribute.id} region={region} />
      ))}
      <RowActs region={region} />
    </>
  )
}

/** One place up or down in the list; what is lower lies on top. */
function Order() {
  const t = useT("task")
  const { run } = useTaskContext()
  return (["up", "down"] as const).map((way) => {
    const name = t(`command.region.${way}`)
    return (
      <button
        aria-label={name}
        className={styles.tiny}
        key={way}
        onClick={() => run(`region.${way}`)}
        title={name}
        type="button"
      >
        <TaskIcon name={way === "up" ? "up" : "lower"} small />
      </button>
    )
  })
}

/** Hide and lock at the left, delete at the right edge: the eye and the trash are never neighbours. */
function RowActs({ region }: { region: Region }) {
  const t = useT("task")
  const model = useModel()
  const { run } = useTaskContext()
  const hidden = useTask((task) => task.hidden.has(region.id))
  const locked = useTask((task) => task.locked.has(region.id))
  const readOnly = useTask((task) => task.readOnly !== null)
  return (
    <div className={styles.rowacts}>
      <button
        aria-pressed={hidden}
        className={styles.tiny}
        onClick={() => model.hide([region.id], !hidden)}
        type="button"
      >
        <TaskIcon name="eye" />
        {t(hidden ? "list.show" : "list.hide")}
      </button>
      <button
        aria-pressed={locked}
        className={styles.tiny}
        onClick={() => model.lock([region.id], !locked)}
        type="button"
      >
        <TaskIcon name="lock" />
        {t(locked ? "list.unlock" : "list.lock")}
      </button>
      {!readOnly && <Order />}
      {!readOnly && (
        <button
          aria-label={t("list.delete")}
          className={`${styles.tiny} ${styles.del}`}
          disabled={locked}
          onClick={() => run("region.delete")}
          title={t(locked ? "list.lockedDelete" : "list.delete")}
          type="button"
        >
          <TaskIcon name="trash" />
          <Cap of="region.delete" />
        </button>
      )}
    </div>
  )
}
