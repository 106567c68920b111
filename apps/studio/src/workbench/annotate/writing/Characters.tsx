import { useEffect } from "react"
import { useStore as useZustand } from "zustand"
import { useT } from "../../../i18n/useT.ts"
import { Cap } from "../../../keys/Cap.tsx"
import parts from "../../parts/frame.module.css"
import { useModel, useStore, useTaskContext } from "../ui.ts"
import { insertText, paletteOpen } from "./acts.ts"
import { KEYS, keyAt } from "./palette.ts"
import styles from "./writing.module.css"

/** The project's own characters: a press writes one, and so does its key once they are open. Nothing in a project without any. */
export function Characters() {
  const t = useT("task")
  const model = useModel()
  const { run } = useTaskContext()
  const characters = useStore(({ task }) => task?.guide.writing?.palette)
  const isOpen = useZustand(paletteOpen)
  useEffect(() => {
    if (!isOpen || !characters) return
    const take = (event: KeyboardEvent) => {
      // Shift and the like alone choose nothing yet.
      if (["Shift", "Control", "Alt", "AltGraph", "Meta", "F7"].includes(event.key)) return
      paletteOpen.setState(false, true)
      const character = characters[keyAt(event)]
      if (character === undefined && event.key !== "Escape") return
      event.preventDefault()
      event.stopImmediatePropagation()
      if (character !== undefined) insertText(model, character)
    }
    window.addEventListener("keydown", take, { capture: true })
    return () => window.removeEventListener("keydown", take, { capture: true })
  }, [isOpen, characters, model])
  useEffect(() => () => paletteOpen.setState(false, true), [])
  if (!characters || characters.length === 0) return null
  return (
    <div aria-label={t("strip.characters")} className={styles.characters} role="toolbar">
      <button aria-pressed={isOpen} className={parts.tiny} onClick={() => run("text.characters")} type="button">
        <Cap of="text.characters" />
        {t("strip.characters")}
      </button>
      {characters.map((character, i) => (
        <button
          aria-label={t("strip.character", { character })}
          className={parts.tiny}
          key={character}
          // The caret stays where it is.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => insertText(model, character)}
          type="button"
        >
          <span className={styles.character}>{character}</span>
          {isOpen && <kbd aria-hidden="true">{KEYS[i]?.toUpperCase()}</kbd>}
        </button>
      ))}
    </div>
  )
}
