import { allSelected, type EditorDocument, isRead, numberOf, rangeOf, regionsInOrder } from "@justesse/editor"
import { boxOf, inLanguage, type Region, type RegionId } from "@justesse/types"
import { memo, useCallback, useDeferredValue, useLayoutEffect, useMemo, useRef, useState } from "react"
import { useLanguage, useT } from "../../../../i18n/useT.ts"
import { Cap } from "../../../../keys/Cap.tsx"
import { countCommit } from "../../../canvas/counters.ts"
import styles from "../../../parts/frame.module.css"
import { TaskIcon } from "../../../parts/icons.tsx"
import { countHere } from "../../arrange/acts.ts"
import { FOCUS, useModel, useTask, useTaskContext } from "../../ui.ts"
import { RegionRow } from "./RegionRow.tsx"
import { heightOfRows, topOfRow } from "./rowWindow.ts"
import { SeveralAttributes, SeveralHead } from "./Several.tsx"
import { useRowStates, useRowWords } from "./useRowStates.ts"
import { useRowWindow } from "./useRowWindow.ts"

/** Heights of a row and of what unfolds in it, in pixels as in `frame.module.css`; for a finger all are higher. */
const isTouched = typeof matchMedia === "function" && matchMedia("(pointer: coarse)").matches
const [ROW_PX, ATTRIBUTE_PX, ACTS_PX] = isTouched ? [40, 44, 48] : [28, 32, 36]

/** What is there: every region as a row that can be reached by keyboard; the picture's equal for those who cannot see it. */
export function RegionList() {
  const t = useT("task")
  const [filter, setFilter] = useState<string | null>(null)
  const empty = useTask((task) => task.document.order.length === 0)
  const isSeveral = useTask((task) => task.session.also.length > 0)
  return (
    <section aria-label={t("list.title")} className={styles.list}>
      {isSeveral && <SeveralHead />}
      <div className={styles.head} hidden={isSeveral}>
        <Whole />
        <button
          aria-expanded={filter !== null}
          className={`${styles.tiny} ${styles.outRight}`}
          onClick={() => setFilter((old) => (old === null ? "" : null))}
          type="button"
        >
          <TaskIcon name="filter" />
          {t("list.filter")}
        </button>
      </div>
      <HiddenLine />
      {filter !== null && (
        <input
          aria-label={t("list.filterBy")}
          className={styles.filter}
          id={FOCUS.filter}
          onChange={(event) => setFilter(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== "Escape") return
            event.stopPropagation()
            setFilter(null)
          }}
          placeholder={t("list.filterBy")}
          ref={(field) => {
            if (field && field.value === "" && document.activeElement !== field) field.focus()
          }}
          value={filter}
        />
      )}
      {empty && <Empty />}
      <Rows filter={filter ?? ""} />
      {isSeveral && <SeveralAttributes />}
    </section>
  )
}

/** How many regions are hidden, which are sent all the same, and how they are seen again. */
function HiddenLine() {
  const t = useT("task")
  const { run } = useTaskContext()
  const hidden = useTask((task) => task.hidden)
  const document = useTask((task) => task.document)
  const count = useMemo(() => (hidden.size === 0 ? 0 : countHere(document, hidden)), [hidden, document])
  if (count === 0) return null
  return (
    <div className={`${styles.head} ${styles.hiddenLine}`} role="status">
      <TaskIcon name="eye" small />
      <span>{t("list.hiddenCount", { count })}</span>
      <button className={`${styles.tiny} ${styles.outRight}`} onClick={() => run("region.showAll")} type="button">
        {t("list.showAll")} <Cap of="region.showAll" />
      </button>
    </div>
  )
}

/** What to do where nothing is yet; on a document lines can be proposed without a key, too. */
function Empty() {
  const t = useT("task")
  const { run } = useTaskContext()
  const model = useModel()
  const nothingHere = useTask((task) => task.document.nothingHere)
  const isEditable = useTask((task) => task.readOnly === null)
  return (
    <>
      <p className={styles.empty}>{t(nothingHere ? "list.saidNothing" : "list.empty")}</p>
      {model.readsLines && isEditable && (
        <button className={`${styles.tiny} ${styles.emptyAct}`} onClick={() => run("lines.propose")} type="button">
          {t("command.lines.propose")} <Cap of="lines.propose" />
        </button>
      )}
    </>
  )
}

function Whole() {
  const t = useT("task")
  const model = useModel()
  const count = useTask((task) => task.document.order.length)
  const document = useTask((task) => task.document)
  const read = useMemo(
    () => (!model.readsLines ? 0 : regionsInOrder(document).filter((region) => isRead(region.transcript)).length),
    [model, document],
  )
  const proposed = useTask((task) => task.proposed)
  if (!model.readsLines || count === 0)
    return (
      <span className={styles.cut}>
        <b>{t("list.regions", { count })}</b>
        {proposed > 0 && t("list.proposedOf", { count: proposed })}
      </span>
    )
  return (
    <span className={styles.cut}>
      <b>{t("list.read", { read, count })}</b>
      {proposed > 0 && t("list.proposedOf", { count: proposed })}
    </span>
  )
}

const Rows = memo(function Rows({ filter }: { filter: string }) {
  const model = useModel()
  const { engine } = useTaskContext()
  const document = useDeferredValue(useTask((task) => task.document))
  const selected = useTask((task) => task.session.selected)
  const isSeveral = useTask((task) => task.session.also.length > 0)
  const words = useRowWords()
  const stateOf = useRowStates()
  const [picked, setPicked] = useState<RegionId | null>(null)
  if (picked !== null && picked !== selected) setPicked(null)
  useLayoutEffect(countCommit)
  const ids = useFiltered(document, filter)
  // Picked with Shift or Ctrl it is one of several: nothing unfolds under the pointer, which is on its way to the next row.
  const [folded, setFolded] = useState<RegionId | null>(null)
  if (folded !== null && folded !== selected) setFolded(null)
  const opens = selected !== null && !isSeveral && folded !== selected
  const openAt = useMemo(() => (opens ? ids.indexOf(selected) : -1), [ids, opens, selected])
  const anchor = useRef<RegionId | null>(null)
  const openPx = openHeight(model, document.regions.get(selected ?? NO_REGION))
  const plan = { count: ids.length, rowPx: ROW_PX, openAt, openPx }
  // What was clicked stays under the pointer; what was reached by keys shows what comes before and after it.
  const around = picked === selected ? 0 : ROW_PX * (model.readsLines ? 3 : 1)
  const { first, end, scroller, hears } = useRowWindow(plan, around, model)
  const pick = useCallback(
    (region: Region, { range, adds }: { readonly range: boolean; readonly adds: boolean }) => {
      setPicked(region.id)
      if (range || adds) {
        const { session } = model.snapshot
        const from = allSelected(session).find((id) => id === anchor.current) ?? session.selected ?? region.id
        if (range) model.selectMany(rangeOf(ids, from, region.id), adds)
        else model.selectMany([region.id], true)
        anchor.current = range ? from : region.id
        return setFolded(model.snapshot.session.selected)
      }
      anchor.current = region.id
      setFolded(null)
      model.select(region.id)
      engine.reveal(boxOf(region))
      if (model.writes) model.enterText(region.id)
    },
    [model, engine, ids],
  )
  return (
    <div className={styles.rows} {...hears} ref={scroller}>
      <ul style={{ height: heightOfRows(plan) }}>
        {ids.slice(first, end).map((id, at) => {
          const region = document.regions.get(id)
          if (!region) return null
          return (
            <RegionRow
              count={ids.length}
              key={id}
              {...stateOf(region)}
              isOpen={opens && id === selected}
              onPick={pick}
              position={first + at + 1}
              region={region}
              top={topOfRow(plan, first + at)}
              words={words}
            />
          )
        })}
      </ul>
    </div>
  )
})

/** An id that finds nothing. */
const NO_REGION = "" as RegionId

/** The regions of the list that a filter leaves, by number, label or text. */
function useFiltered(document: EditorDocument, filter: string): readonly RegionId[] {
  const model = useModel()
  const language = useLanguage()
  return useMemo(() => {
    const wanted = filter.trim().toLowerCase()
    if (wanted === "") return document.order
    const counts = (region: Region) => {
      const label = model.label(region.label)
      const words = `${numberOf(model.scene, region.id)} ${label ? inLanguage(label.name, language) : ""} ${region.transcript?.value ?? ""}`
      return words.toLowerCase().includes(wanted)
    }
    return document.order.filter((id) => {
      const region = document.regions.get(id)
      return region !== undefined && counts(region)
    })
  }, [document, filter, model, language])
}

/** A selected row shows its attributes and acts. */
function openHeight(model: ReturnType<typeof useModel>, region: Region | undefined): number {
  if (!region) return ROW_PX
  const attributes = model.label(region.label)?.attributes.length ?? 0
  if (model.readsLines && attributes === 0) return ROW_PX
  return ROW_PX + attributes * ATTRIBUTE_PX + ACTS_PX
}
