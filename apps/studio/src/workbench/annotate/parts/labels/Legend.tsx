import {
  areAll,
  digitOf,
  findLabels,
  meaningOf,
  type NamedLabel,
  nameLabels,
  regionsOfLabel,
  splitMatch,
} from "@justesse/editor"
import { type KeyboardEvent as ReactKeyboardEvent, useId, useMemo, useRef, useState } from "react"
import { useLanguage, useT } from "../../../../i18n/useT.ts"
import { useFormat } from "../../../../locale/useFormat.ts"
import styles from "../../../parts/frame.module.css"
import { TaskIcon } from "../../../parts/icons.tsx"
import { isBare } from "../../../parts/useKeyboard.ts"
import { switchLabel } from "../../arrange/acts.ts"
import { keyOf } from "../../model/labelKey.ts"
import { useModel, useStore, useTask, useTaskContext } from "../../ui.ts"
import { ForWhat } from "./ForWhat.tsx"
import { MeaningOf } from "./Meaning.tsx"

/** Rows of the list at first, and how near to its end there are as many more: any number of labels opens at once. */
const ROWS_FIRST = 40
const ROWS_NEAR_PX = 400

/** All labels over the column: those used lately, then by what is typed. Two or three keys lead to any of a thousand. */
export function LabelLegend() {
  const t = useT("task")
  const format = useFormat()
  const model = useModel()
  const language = useLanguage()
  const recent = useTask((task) => task.recent)
  const [text, setText] = useState("")
  const [position, setPosition] = useState(0)
  const [isExplained, setExplained] = useState(false)
  const listId = useId()
  const named = useMemo(() => nameLabels(model.labels, language), [model, language])
  const found = useMemo(() => findLabels(named, text, recent), [named, text, recent])
  const others = useMemo(() => [...found.begins, ...found.contains], [found])
  const all = useMemo(() => [...found.lately, ...others], [found, others])
  const [room, setRoom] = useState(ROWS_FIRST)
  const current = all[Math.min(position, all.length - 1)]
  const { choose, press } = useLegendKeys({
    all,
    current,
    text,
    setPosition,
    explain: () => setExplained((old) => !old),
  })
  const rest = text.trim() === "" ? t("labels.all") : t("labels.beginsThenContains")
  return (
    <div className={`${styles.typing} ${styles.legend}`}>
      <div className={styles.legendField}>
        <input
          aria-activedescendant={current && `${listId}-${current.label.id}`}
          aria-autocomplete="list"
          aria-controls={listId}
          aria-expanded="true"
          aria-label={t("labels.type")}
          autoComplete="off"
          onChange={(event) => {
            setText(event.target.value)
            setPosition(0)
            setRoom(ROWS_FIRST)
          }}
          onKeyDown={press}
          placeholder={t("labels.type")}
          ref={(field) => field?.focus()}
          role="combobox"
          value={text}
        />
        <span aria-live="polite" className={styles.dim}>
          {t("labels.found", { found: format.number(all.length), all: format.number(named.length) })}
        </span>
      </div>
      <div className={styles.head}>
        <span>{t("labels.title")}</span>
        <ForWhat />
      </div>
      <div
        aria-label={t("labels.title")}
        className={styles.options}
        id={listId}
        onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
          if (scrollHeight - scrollTop - clientHeight < ROWS_NEAR_PX)
            setRoom((old) => Math.min(all.length, old + ROWS_FIRST))
        }}
        role="listbox"
        tabIndex={-1}
      >
        <Group
          current={current}
          idOf={listId}
          named={found.lately}
          onTake={choose}
          text={text}
          title={t("labels.lately")}
        />
        <Group
          current={current}
          idOf={listId}
          named={others.slice(0, Math.max(room, position + ROWS_FIRST / 2))}
          onTake={choose}
          text={text}
          title={rest}
        />
        {all.length === 0 && <p className={styles.empty}>{t("labels.noneFound")}</p>}
      </div>
      {isExplained && current && <Explained label={current} />}
      <Footer current={current} isExplained={isExplained} onExplain={() => setExplained((old) => !old)} />
    </div>
  )
}

interface LegendKeys {
  readonly all: readonly NamedLabel[]
  readonly current: NamedLabel | undefined
  readonly text: string
  readonly setPosition: (next: (old: number) => number) => void
  readonly explain: () => void
}

/** What keys do in the field: arrows choose, Enter takes, Escape leaves, and a digit first of all relabels what was just drawn. */
function useLegendKeys({ all, current, text, setPosition, explain }: LegendKeys) {
  const model = useModel()
  const { ui, run } = useTaskContext()
  const close = () => ui.setState({ panel: null })
  const choose = (one: NamedLabel | undefined) => {
    if (one) model.chooseLabel(one.label, ui.getState().labelAfter)
    close()
  }
  /** L and a digit: the label of the box just drawn, where the layout types digits with Shift. */
  const relabelsDrawn = (event: KeyboardEvent) => {
    const { inHand, selected } = model.snapshot.session
    const digit = digitOf(event)
    if (text !== "" || !digit || !isBare(event) || (inHand ?? selected) === null) return false
    close()
    run("label.chooseDrawn", digit)
    return true
  }
  const goBy = (by: number) => setPosition((old) => Math.max(0, Math.min(all.length - 1, old + by)))
  const press = (event: ReactKeyboardEvent) => {
    const isCtrl = event.ctrlKey || event.metaKey
    if (event.key === "Enter" && !event.repeat) choose(current)
    else if (event.key === "ArrowDown") goBy(1)
    else if (event.key === "ArrowUp") goBy(-1)
    else if (event.key === "PageDown") goBy(8)
    else if (event.key === "PageUp") goBy(-8)
    else if (event.key === "Escape") close()
    else if (isCtrl && event.key.toLowerCase() === "g") explain()
    else if (!relabelsDrawn(event.nativeEvent)) return
    event.preventDefault()
    event.stopPropagation()
  }
  return { choose, press }
}

interface GroupProps {
  readonly title: string
  readonly named: readonly NamedLabel[]
  readonly text: string
  readonly idOf: string
  readonly current: NamedLabel | undefined
  readonly onTake: (one: NamedLabel) => void
}

function Group({ title, named, text, idOf, current, onTake }: GroupProps) {
  if (named.length === 0) return null
  return (
    <div aria-label={title} role="group">
      <div aria-hidden="true" className={styles.groupTitle}>
        {title}
      </div>
      {named.map((one) => (
        <Option
          id={`${idOf}-${one.label.id}`}
          isCurrent={one === current}
          key={one.label.id}
          one={one}
          onTake={onTake}
          text={text}
        />
      ))}
    </div>
  )
}

interface OptionProps extends Pick<GroupProps, "text" | "onTake"> {
  readonly one: NamedLabel
  readonly id: string
  readonly isCurrent: boolean
}

function Option({ one, id, text, isCurrent, onTake }: OptionProps) {
  const model = useModel()
  const shown = useRef(false)
  const [before, match, after] = splitMatch(one, text)
  const digit = keyOf(model.labels, one.label)
  return (
    <button
      aria-selected={isCurrent}
      id={id}
      onClick={() => onTake(one)}
      ref={(button) => {
        if (isCurrent && !shown.current) button?.scrollIntoView({ block: "nearest" })
        shown.current = isCurrent
      }}
      role="option"
      tabIndex={-1}
      title={one.name}
      type="button"
    >
      <span aria-hidden="true" className={styles.dot} style={{ background: one.label.color }} />
      <span className={styles.cut}>
        {before}
        {match !== "" && <b>{match}</b>}
        {after}
      </span>
      {one.parent !== "" && <span className={styles.parent}>{one.parent}</span>}
      {digit !== "" && (
        <kbd aria-hidden="true" className={one.parent === "" ? styles.outRight : undefined}>
          {digit}
        </kbd>
      )}
    </button>
  )
}

/** What the guideline says of the label that Enter would take. */
function Explained({ label }: { readonly label: NamedLabel }) {
  const t = useT("task")
  const language = useLanguage()
  const guide = useStore((store) => (store.looking ?? store.task)?.guide ?? null)
  const text = guide?.guideline ?? ""
  const meaning = useMemo(() => meaningOf(text, label.label, language), [text, label, language])
  return (
    <div className={styles.explained}>
      {meaning ? (
        <MeaningOf meaning={meaning} pictures={guide?.pictures ?? {}} />
      ) : (
        <p className={styles.dim}>{t("labels.noMeaning", { label: label.name })}</p>
      )}
    </div>
  )
}

interface FooterProps {
  readonly current: NamedLabel | undefined
  readonly isExplained: boolean
  readonly onExplain: () => void
}

/** The keys, and what can be done with all regions of the label. */
function Footer({ current, isExplained, onExplain }: FooterProps) {
  const t = useT("task")
  return (
    <div className={styles.legendFoot}>
      <span>
        <kbd aria-hidden="true">⏎</kbd> {t("labels.take")}
      </span>
      <button aria-expanded={isExplained} className={styles.tiny} onClick={onExplain} type="button">
        <kbd aria-hidden="true">Ctrl G</kbd> {t("labels.meaning")}
      </button>
      {current && <SeenOf label={current} />}
    </div>
  )
}

/** Hide or lock every region of a label. */
function SeenOf({ label: { label, name } }: { readonly label: NamedLabel }) {
  const t = useT("task")
  const model = useModel()
  const document = useTask((task) => task.document)
  const hidden = useTask((task) => task.hidden)
  const locked = useTask((task) => task.locked)
  const ids = useMemo(() => regionsOfLabel(document, label.id), [document, label])
  if (ids.length === 0) return null
  const [isHidden, isLocked] = [areAll(hidden, ids), areAll(locked, ids)]
  const values = { count: ids.length, label: name }
  return (
    <span className={styles.outRight}>
      <button
        aria-label={t(isHidden ? "labels.showEach" : "labels.hideEach", values)}
        aria-pressed={isHidden}
        className={styles.tiny}
        onClick={() => switchLabel(model, "hide", label.id)}
        title={t(isHidden ? "labels.showEach" : "labels.hideEach", values)}
        type="button"
      >
        <TaskIcon name="eye" small />
      </button>
      <button
        aria-label={t(isLocked ? "labels.unlockEach" : "labels.lockEach", values)}
        aria-pressed={isLocked}
        className={styles.tiny}
        onClick={() => switchLabel(model, "lock", label.id)}
        title={t(isLocked ? "labels.unlockEach" : "labels.lockEach", values)}
        type="button"
      >
        <TaskIcon name="lock" small />
      </button>
    </span>
  )
}
