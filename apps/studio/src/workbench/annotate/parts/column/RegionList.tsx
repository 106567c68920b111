import { type EditorDocument, isRead, numberOf, regionsInOrder } from "@justesse/editor"
import { boxOf, inLanguage, type Region, type RegionId } from "@justesse/types"
import { memo, useCallback, useDeferredValue, useLayoutEffect, useMemo, useState } from "react"
import { useLanguage, useT } from "../../../../i18n/useT.ts"
import { Cap } from "../../../../keys/Cap.tsx"
import { countCommit } from "../../../canvas/counters.ts"
import styles from "../../../parts/frame.module.css"
import { TaskIcon } from "../../../parts/icons.tsx"
import { countHere } from "../../arrange/acts.ts"
import { FOCUS, useModel, useTask, useTaskContext } from "../../ui.ts"
import { RegionRow } from "./RegionRow.tsx"
import { heightOfRows, topOfRow } from "./rowWindow.ts"
import { useRowStates, useRowWords } from "./useRowStates.ts"
import { useRowWindow } from "./useRowWindow.ts"

const ROW_PX = 28
const ATTRIBUTE_PX = 32
const ACTS_PX = 36

/** What is there: every region as a row that can be reached by keyboard; the picture's equal for those who cannot see it. */
export function RegionList() {
  const t = useT("task")
  const [filter, setFilter] = useState<string | null>(null)
  const empty = useTask((task) => task.document.order.length === 0)
  return (
    <section aria-label={t("list.title")} className={styles.list}>
      <div className={styles.head}>
        <Count />
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

/** How many are selected, where there are several, and how they are let go. */
function Count() {
  const t = useT("task")
  const { run } = useTaskContext()
  const many = useTask((task) => task.session.also.length + 1)
  const all = useTask((task) => task.document.order.length)
  if (many === 1) return <Whole />
  return (
    <>
      <b role="status">{t("list.chosen", { count: many, all })}</b>
      <button className={`${styles.tiny} ${styles.outLeft}`} onClick={() => run("escape")} type="button">
        {t("list.letGo")} <Cap of="escape" />
      </button>
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
  const words = useRowWords()
  const stateOf = useRowStates()
  const [picked, setPicked] = useState<RegionId | null>(null)
  if (picked !== null && picked !== selected) setPicked(null)
  useLayoutEffect(countCommit)
  const ids = useFiltered(document, filter)
  const openAt = useMemo(() => (selected === null ? -1 : ids.indexOf(selected)), [ids, selected])
  const openPx = openHeight(model, document.regions.get(selected ?? NO_REGION))
  const plan = { count: ids.length, rowPx: ROW_PX, openAt, openPx }
  // What was clicked stays under the pointer; what was reached by keys shows what comes before and after it.
  const around = picked === selected ? 0 : ROW_PX * (model.readsLines ? 3 : 1)
  const { first, end, scroller, hears } = useRowWindow(plan, around)
  const pick = useCallback(
    (region: Region, adds: boolean) => {
      setPicked(region.id)
      if (adds) return model.selectMany([region.id], true)
      model.select(region.id)
      engine.reveal(boxOf(region))
      if (model.writes) model.enterText(region.id)
    },
    [model, engine],
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
