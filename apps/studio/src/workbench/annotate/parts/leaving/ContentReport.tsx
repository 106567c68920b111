import { ContentClass, REFUSED_CONTENT, type ReportedClass } from "@justesse/types"
import { useEffect, useState } from "react"
import css from "../../../../content/content.module.css"
import { useT } from "../../../../i18n/useT.ts"
import { useMe } from "../../../../shell/useMe.ts"
import styles from "../../../parts/frame.module.css"
import { useTaskContext } from "../../ui.ts"

/** Whether somebody was told of what they do not want to see, and of what not. Either way the task leaves, and its time counts. */
export function ContentReport() {
  const t = useT("content")
  const { store, ui } = useTaskContext()
  const url = useMe()?.studio.supportUrl
  const [note, setNote] = useState("")
  const leave = (content?: ReportedClass) => {
    ui.setState({ panel: null })
    store.skip("content", note.trim(), content ? "reported" : "skipped", content)
  }
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return
      event.stopImmediatePropagation()
      ui.setState({ panel: null })
    }
    window.addEventListener("keydown", onKey, { capture: true })
    return () => window.removeEventListener("keydown", onKey, { capture: true })
  }, [ui])
  return (
    <div aria-label={t("report.title")} className={`${styles.pop} ${styles.overFoot}`} role="group">
      <b className={styles.line}>{t("report.title")}</b>
      <span className={`${styles.dim} ${styles.sm} ${styles.indented}`}>{t("report.lead")}</span>
      <button className={styles.line} onClick={() => leave()} type="button">
        {t("report.told")}
      </button>
      <span className={`${styles.dim} ${styles.sm} ${styles.indented}`}>{t("report.undeclared")}</span>
      <div className={css.found}>
        {ContentClass.options.map((one) => (
          <button className={styles.line} key={one} onClick={() => leave(one)} type="button">
            {t(`common:contentClass.${one}`)}
          </button>
        ))}
      </div>
      <button className={styles.line} onClick={() => leave(REFUSED_CONTENT)} type="button">
        {t("report.refused")}
      </button>
      <input
        aria-label={t("report.note")}
        className={styles.filter}
        maxLength={800}
        onChange={(event) => setNote(event.target.value)}
        placeholder={t("report.note")}
        value={note}
      />
      {url && (
        <a className={styles.line} href={url} rel="noreferrer" target="_blank">
          {t("support")}
        </a>
      )}
    </div>
  )
}
