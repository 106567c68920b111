import { useEffect, useState } from "react"
import { useT } from "../i18n/useT.ts"
import { useMe } from "../shell/useMe.ts"
import css from "./content.module.css"
import { picturesShown, useVeil } from "./veiled.ts"

const PRESSED = "a, button, input, textarea, select, summary, [role=button], [contenteditable=true]"

/** What is blurred. */
const PICTURES = 'img[src*="/media/"], canvas'

/** Whether there is a picture on the page; pages fill up as they are read. */
function useHasPictures(): boolean {
  const [has, setHas] = useState(false)
  useEffect(() => {
    const look = () => setHas(document.querySelector(PICTURES) !== null)
    const observer = new MutationObserver(look)
    observer.observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["src"] })
    look()
    return () => observer.disconnect()
  }, [])
  return has
}

/** Says that pictures are blurred and why; Enter or a press shows those of this page or task. */
export function Veil({ pathname }: { readonly pathname: string }) {
  const classes = useVeil(pathname)
  return classes.length > 0 && <VeilLine classes={classes} />
}

const onShow = () => picturesShown.setState(true)

function VeilLine({ classes }: { readonly classes: readonly string[] }) {
  const t = useT("content")
  const url = useMe()?.studio.supportUrl
  const has = useHasPictures()
  useEffect(() => {
    if (!has) return undefined
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
      if (event.target instanceof Element && event.target.closest(PRESSED)) return
      // Nothing is sent that was not seen.
      event.preventDefault()
      event.stopImmediatePropagation()
      onShow()
    }
    window.addEventListener("keydown", onKey, { capture: true })
    return () => window.removeEventListener("keydown", onKey, { capture: true })
  }, [has])
  if (!has) return null
  return (
    <div className={css.veil} role="status">
      <span>
        {t("veil", { classes: [...new Set(classes)].map((one) => t(`common:contentClass.${one}`)).join(", ") })}
      </span>
      <button className={css.show} onClick={onShow} type="button">
        {t("show")} <kbd aria-hidden="true">⏎</kbd>
      </button>
      {url && (
        <a href={url} rel="noreferrer" target="_blank">
          {t("support")}
        </a>
      )}
    </div>
  )
}
