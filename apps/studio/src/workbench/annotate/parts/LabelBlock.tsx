import { digitOf, labelTarget, numberOf } from "@justesse/editor"
import { inLanguage, type Label, type LabelId } from "@justesse/types"
import { useId, useLayoutEffect, useMemo, useState } from "react"
import { useLanguage, useT } from "../../../i18n/useT.ts"
import { Cap } from "../../../keys/Cap.tsx"
import { countCommit } from "../../canvas/counters.ts"
import styles from "../../parts/frame.module.css"
import { isBare } from "../../parts/useKeyboard.ts"
import { togglePanel, useModel, useTask, useTaskContext, useUi } from "../ui.ts"

/** Labels shown without typing: two lines, the last position for "more" when there are others. */
const SHOWN = 6

/** What comes next: the label of the next box, and of the one still in hand. */
export function LabelBlock() {
  const t = useT("task")
  const model = useModel()
  const { ui } = useTaskContext()
  const chosen = useTask((task) => task.session.label)
  const typing = useUi((snapshot) => snapshot.panel === "labels")
  useLayoutEffect(countCommit)
  const shown = useShownLabels(chosen)
  const readOnly = useTask((task) => task.readOnly !== null)
  return (
    <section aria-label={t("labels.title")} className={styles.sec}>
      <div className={styles.head}>
        <b>{t("labels.title")}</b>
        <ForWhat />
      </div>
      <div aria-label={t("labels.title")} className={styles.labels} role="radiogroup">
        {shown.map((label) => (
          <LabelButton chosen={label.id === chosen} disabled={readOnly} key={label.id} label={label} />
        ))}
        {model.labels.length > SHOWN && (
          <button aria-expanded={typing} className={styles.lab} onClick={() => togglePanel(ui, "labels")} type="button">
            <Cap of="label.type" />
            {t("labels.more")}
          </button>
        )}
      </div>
      {typing && <LabelTyping />}
    </section>
  )
}

/** The first ones; with more than nine, those used last come first. The one that is chosen is always there. */
function useShownLabels(chosen: LabelId | null): readonly Label[] {
  const { labels } = useModel()
  const recent = useTask((task) => task.recent)
  return useMemo(() => {
    if (labels.length <= SHOWN) return labels
    const room = SHOWN - 1
    const used = labels.length > 9 ? recent.flatMap((id) => labels.find((label) => label.id === id) ?? []) : []
    const first = [...used, ...labels.filter((label) => !used.includes(label))].slice(0, room)
    const other = labels.find((label) => label.id === chosen)
    return other && !first.includes(other) ? [...first.slice(0, room - 1), other] : first
  }, [labels, recent, chosen])
}

/** What a digit is for now: the next box, and with Shift the one just drawn; or what was selected on purpose. */
function ForWhat() {
  const t = useT("task")
  const model = useModel()
  const labelAfter = useUi((ui) => ui.labelAfter)
  const target = useTask(({ session }) => labelTarget(session, labelAfter))
  const drawn = useTask((task) => task.session.inHand)
  const many = useTask(({ session }) => session.also.length + 1)
  if (target !== null && many > 1) return <b className={styles.for}>{t("labels.forMany", { count: many })}</b>
  if (target !== null)
    return <b className={styles.for}>{t("labels.forBoth", { number: numberOf(model.scene, target) })}</b>
  if (drawn === null) return <span>{t("labels.forNext")}</span>
  const number = numberOf(model.scene, drawn)
  return <span title={t("labels.forNextDrawnLong", { number })}>{t("labels.forNextDrawn", { number })}</span>
}

function LabelButton({ label, chosen, disabled }: { label: Label; chosen: boolean; disabled: boolean }) {
  const language = useLanguage()
  const model = useModel()
  const position = model.labels.indexOf(label) + 1
  const digit = label.key ?? (position <= 9 ? String(position) : "")
  const { ui } = useTaskContext()
  const name = inLanguage(label.name, language)
  return (
    <button
      aria-checked={chosen}
      className={styles.lab}
      disabled={disabled}
      onClick={() => model.chooseLabel(label, ui.getState().labelAfter)}
      role="radio"
      title={name}
      type="button"
    >
      <span aria-hidden="true" className={styles.sw} style={{ background: label.color }}>
        <span className={styles.k}>{digit}</span>
      </span>
      <span className={styles.cut}>{name}</span>
    </button>
  )
}

/** Type-ahead: at most three keys to any of a thousand labels. */
function LabelTyping() {
  const t = useT("task")
  const language = useLanguage()
  const model = useModel()
  const { ui, run } = useTaskContext()
  const [text, setText] = useState("")
  const [position, setPosition] = useState(0)
  const listId = useId()
  const found = useMemo(() => matching(model.labels, text, language), [model, text, language])
  const choose = (label: Label | undefined) => {
    if (label) model.chooseLabel(label, ui.getState().labelAfter)
    ui.setState({ panel: null })
  }
  /** L and a digit: the label of the box just drawn, where the layout types digits with Shift. */
  const relabelsDrawn = (event: KeyboardEvent) => {
    const { inHand, selected } = model.snapshot.session
    const digit = digitOf(event)
    if (text !== "" || !digit || !isBare(event) || (inHand ?? selected) === null) return false
    ui.setState({ panel: null })
    run("label.chooseDrawn", digit)
    return true
  }
  return (
    <div className={styles.typing}>
      <input
        aria-activedescendant={found[position] ? `${listId}-${position}` : undefined}
        aria-autocomplete="list"
        aria-controls={listId}
        aria-expanded="true"
        aria-label={t("labels.type")}
        autoComplete="off"
        onChange={(event) => {
          setText(event.target.value)
          setPosition(0)
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter" && !event.repeat) choose(found[position])
          else if (event.key === "ArrowDown") setPosition((old) => Math.min(found.length - 1, old + 1))
          else if (event.key === "ArrowUp") setPosition((old) => Math.max(0, old - 1))
          else if (event.key === "Escape") ui.setState({ panel: null })
          else if (!relabelsDrawn(event.nativeEvent)) return
          event.preventDefault()
        }}
        placeholder={t("labels.type")}
        ref={(field) => field?.focus()}
        role="combobox"
        value={text}
      />
      <div aria-label={t("labels.title")} className={styles.options} id={listId} role="listbox" tabIndex={-1}>
        {found.map((label, at) => (
          <button
            aria-selected={at === position}
            id={`${listId}-${at}`}
            key={label.id}
            onClick={() => choose(label)}
            role="option"
            tabIndex={-1}
            type="button"
          >
            <span aria-hidden="true" className={styles.sw} style={{ background: label.color }} />
            <span className={styles.cut}>{inLanguage(label.name, language)}</span>
          </button>
        ))}
      </div>
    </div>
  )
}

function matching(labels: readonly Label[], text: string, language: "en" | "fr"): Label[] {
  const plain = (word: string) => word.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()
  const wanted = plain(text)
  const scored = labels.flatMap((label) => {
    const at = plain(inLanguage(label.name, language)).indexOf(wanted)
    return at < 0 ? [] : [{ label, at }]
  })
  return scored
    .sort((a, b) => Number(a.at > 0) - Number(b.at > 0))
    .slice(0, 50)
    .map(({ label }) => label)
}
