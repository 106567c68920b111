import type { SkipReason } from "@justesse/types"
import { useState } from "react"
import { useT } from "../../../i18n/useT.ts"
import { Cap } from "../../../keys/Cap.tsx"
import { Form } from "../../../ui/Form.tsx"
import styles from "../../parts/frame.module.css"
import { useTaskContext } from "../ui.ts"

/** What may be wrong with a picture, and the reason under which it is stored. */
const WRONG: readonly { readonly what: string; readonly reason: SkipReason }[] = [
  { what: "loading", reason: "not_loading" },
  { what: "unreadable", reason: "bad_picture" },
  { what: "damaged", reason: "bad_picture" },
  { what: "stranger", reason: "bad_picture" },
  { what: "other", reason: "bad_picture" },
]

/** Reporting a broken picture: nothing is sent before a reason was chosen and the button pressed. */
export function BrokenPanel() {
  const t = useT("task")
  const { store, ui } = useTaskContext()
  const [chosen, setChosen] = useState<(typeof WRONG)[number] | null>(null)
  const [text, setText] = useState("")
  const close = () => ui.setState({ panel: null })
  const report = () => {
    if (!chosen) return
    close()
    const note = [t(`broken.${chosen.what}`), text.trim()].filter(Boolean).join(": ")
    store.skip(chosen.reason, note, "reported")
  }
  return (
    <Form
      aria-label={t("broken.title")}
      className={`${styles.pop} ${styles.report}`}
      onSubmit={(event) => {
        event.preventDefault()
        report()
      }}
    >
      <b className={styles.line}>{t("broken.title")}</b>
      {WRONG.map((one) => (
        <label className={styles.line} key={one.what}>
          <input checked={chosen === one} name="broken" onChange={() => setChosen(one)} type="radio" />
          {t(`broken.${one.what}`)}
        </label>
      ))}
      <input
        aria-label={t("broken.words")}
        className={styles.filter}
        maxLength={800}
        onChange={(event) => setText(event.target.value)}
        placeholder={t("broken.words")}
        value={text}
      />
      <button className={styles.pri} disabled={!chosen} type="submit">
        {t("broken.report")}
      </button>
      <button className={styles.line} onClick={close} type="button">
        {t("broken.keep")} <Cap of="escape" />
      </button>
    </Form>
  )
}
