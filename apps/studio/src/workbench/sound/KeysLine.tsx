import { useLayoutEffect, useRef } from "react"
import { useT } from "../../i18n/useT.ts"
import { Cap } from "../../keys/Cap.tsx"
import { useTask, useTaskContext } from "../annotate/ui.ts"
import frame from "../parts/frame.module.css"
import styles from "./page.module.css"

const WRITING = [
  ...[
    "sound.playInText",
    "sound.again",
    "sound.back",
    "sound.next",
    "sound.speakerInText",
    "sound.splitAtCaret",
    "sound.joinInText",
  ],
  ...[
    "sound.previous",
    "text.illegible",
    "text.unsure",
    "text.foreign",
    "sound.startInText",
    "sound.endInText",
    "text.place",
  ],
]
const OUTSIDE = [
  ...["sound.play", "sound.begin", "sound.otherBorder", "sound.split", "sound.join", "sound.delete"],
  ...["sound.write", "sound.start", "sound.end", "sound.repeat", "sound.segment", "sound.all", "sound.pauses"],
]

/** What keys do now: with the caret in a text, or outside of it. Those that do not fit go; `?` has all. */
export function KeysLine() {
  const t = useT("sound")
  const { run } = useTaskContext()
  const isWriting = useTask((task) => task.visit !== null)
  const line = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const box = line.current
    if (!box) return
    const fit = () => {
      const keys = [...box.querySelectorAll<HTMLElement>("[data-key]")]
      for (const key of keys) key.hidden = false
      for (const key of keys.reverse()) {
        if (box.scrollWidth <= box.clientWidth) break
        key.hidden = true
      }
    }
    fit()
    const watch = new ResizeObserver(fit)
    watch.observe(box)
    return () => watch.disconnect()
  })
  return (
    <div className={styles.keys} ref={line}>
      {(isWriting ? WRITING : OUTSIDE).map((id) => (
        <span data-key key={id}>
          <Cap of={id} />
          {t(`keys.${id.replace(".", "_")}`)}
        </span>
      ))}
      <span className={frame.grow} />
      <button onClick={() => run("keys")} type="button">
        <Cap of="keys" />
        {t("keys.all")}
      </button>
    </div>
  )
}
