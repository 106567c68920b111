import { KEY_PRESETS } from "@justesse/editor/keymap/presets"
import { type KeyboardEvent, useRef } from "react"
import { useT } from "../../../i18n/useT.ts"
import css from "./page.module.css"

const STEPS: Readonly<Record<string, 1 | -1>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }

/**
 * The presets as one stop of Tab. Arrows go from one to the next and choose nothing: each choice changes every key of its person, so
 * that only Space, Enter or a click makes it.
 */
export function Presets({ chosen, onChoose }: { readonly chosen: string; readonly onChoose: (id: string) => void }) {
  const t = useT("keys")
  const group = useRef<HTMLDivElement>(null)
  const step = (event: KeyboardEvent, at: number) => {
    const by = STEPS[event.key]
    if (by === undefined || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    const buttons = group.current?.querySelectorAll("button")
    buttons?.[(at + by + buttons.length) % buttons.length]?.focus()
  }
  const stop = Math.max(
    0,
    KEY_PRESETS.findIndex(({ id }) => id === chosen),
  )
  return (
    <div className={css.presets} ref={group} role="radiogroup" aria-label={t("own.start")}>
      {KEY_PRESETS.map(({ id }, at) => (
        <button
          type="button"
          role="radio"
          aria-checked={id === chosen}
          className={css.preset}
          key={id}
          onClick={() => onChoose(id)}
          onKeyDown={(event) => step(event, at)}
          tabIndex={at === stop ? 0 : -1}
        >
          <b>{t(`own.presets.${id}`)}</b>
          <span className="dim sm">{t(`own.presetText.${id}`)}</span>
        </button>
      ))}
    </div>
  )
}
