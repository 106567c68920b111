import { numberOf, type TextVisit } from "@justesse/editor"
import { type Region, type TextMark } from "@justesse/types"
import { useEffect, useLayoutEffect, useRef } from "react"
import { useT } from "../../../i18n/useT.ts"
import { Cap } from "../../../keys/Cap.tsx"
import { countCommit } from "../../canvas/counters.ts"
import styles from "../../parts/frame.module.css"
import { TaskIcon } from "../../parts/icons.tsx"
import { LineField } from "../../parts/LineField.tsx"
import { FOCUS, useModel, useTask, useTaskContext } from "../ui.ts"
import { LineCrop } from "./LineCrop.tsx"

const MARKS: readonly TextMark[] = ["illegible", "unsure", "struck"]
const RIGHT_TO_LEFT = /^(ar|fa|he|ur|yi)\b/
const LANGUAGES = [undefined, "en", "fr", "de", "es", "ar"] as const

/** The line strip: ink above the caret with the same left edge, so that the eye hardly travels. */
export function Strip() {
  const t = useT("task")
  const model = useModel()
  const selected = useTask((task) => task.session.selected)
  useLayoutEffect(countCommit)
  const region = useTask((task) => (selected === null ? undefined : task.document.regions.get(selected)))
  return (
    <section aria-label={t("strip.title")} className={styles.strip}>
      <LineCrop region={region} caption={<Caption region={region} />} />
      <Field key={selected ?? "none"} region={region} />
      <MarkRow disabled={!region || !model.editable} />
    </section>
  )
}

function Caption({ region }: { region: Region | undefined }) {
  const t = useT("task")
  const model = useModel()
  const count = useTask((task) => task.document.order.length)
  const draws = useTask((task) => task.session.tool === "box")
  if (!region) return <span>{t(count === 0 ? "strip.noLines" : draws ? "strip.drawOrPick" : "strip.pick")}</span>
  return <b>{t("strip.place", { number: numberOf(model.scene, region.id), count })}</b>
}

/** The field stays where it is from line to line; Enter goes on, leaving it makes one step of what was typed. */
function Field({ region }: { region: Region | undefined }) {
  const t = useT("task")
  const model = useModel()
  const visit = useTask((task) => (task.visit?.region === region?.id ? task.visit : null))
  const readOnly = useTask((task) => task.readOnly !== null)
  const field = useRef<HTMLTextAreaElement>(null)
  const shown = valueOf(region, visit)
  const language = visit ? visit.language : region?.transcript?.language
  const wanted = visit !== null
  useEffect(() => {
    const element = field.current
    if (!wanted || !element || document.activeElement === element) return
    element.focus({ preventScroll: true })
    element.setSelectionRange(element.value.length, element.value.length)
  }, [wanted])
  const direction = language && RIGHT_TO_LEFT.test(language) ? "rtl" : language ? "ltr" : "auto"
  return (
    <div className={wanted ? styles.field : `${styles.field} ${styles.idle}`}>
      <LineField
        direction={direction}
        disabled={!region || readOnly}
        id={FOCUS.field}
        label={region ? t("strip.text", { number: numberOf(model.scene, region.id) }) : t("strip.title")}
        language={language}
        onBlur={(event) => {
          // Buttons of the strip act on the text in hand; anything else ends the visit.
          if (!event.currentTarget.closest("section")?.contains(event.relatedTarget)) model.leaveText()
        }}
        onFocus={() => region && model.enterText(region.id)}
        onType={(value) => model.type(value)}
        ref={field}
        value={shown}
      />
      <button
        className={styles.lang}
        disabled={!visit}
        onClick={() => model.setTextLanguage(nextLanguage(language))}
        title={t("strip.language")}
        type="button"
      >
        {language ?? t("strip.anyLanguage")}
      </button>
      <span className={styles.lang} title={t(direction === "rtl" ? "strip.toLeft" : "strip.toRight")}>
        <TaskIcon name={direction === "rtl" ? "directionLeft" : "direction"} />
      </span>
    </div>
  )
}

function valueOf(region: Region | undefined, visit: TextVisit | null): string {
  return visit ? visit.value : (region?.transcript?.value ?? "")
}

function nextLanguage(language: string | undefined): string | undefined {
  const position = LANGUAGES.findIndex((one) => one === language)
  return LANGUAGES[(position + 1) % LANGUAGES.length]
}

function MarkRow({ disabled }: { disabled: boolean }) {
  const t = useT("task")
  const { run } = useTaskContext()
  const model = useModel()
  const visit = useTask((task) => task.visit)
  const selected = useTask((task) => task.session.selected)
  const stored = useTask((task) => (selected === null ? undefined : task.document.regions.get(selected)?.transcript))
  const marks = visit ? visit.marks : (stored?.marks ?? [])
  const set = (mark: TextMark) => {
    if (selected === null) return
    model.enterText(selected)
    model.mark(mark)
  }
  return (
    <div className={styles.marks}>
      <button className={styles.tiny} disabled={disabled} onClick={() => run("text.next")} type="button">
        <Cap of="text.next" />
        {t("strip.next")}
      </button>
      <button className={styles.tiny} disabled={disabled} onClick={() => run("text.previous")} type="button">
        <Cap of="text.previous" />
        {t("strip.previous")}
      </button>
      <span className={styles.grow} />
      {MARKS.map((mark) => (
        <button
          aria-pressed={marks.includes(mark)}
          className={styles.tiny}
          disabled={disabled}
          key={mark}
          onClick={() => set(mark)}
          type="button"
        >
          <Cap of={`text.${mark}`} />
          {t(`marks.${mark}`)}
        </button>
      ))}
      <button className={styles.tiny} disabled={disabled} onClick={() => run("text.place")} type="button">
        <Cap of="text.place" />
        {t("strip.box")}
      </button>
    </div>
  )
}
