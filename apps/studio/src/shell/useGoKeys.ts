import { useNavigate } from "@tanstack/react-router"
import { useEffect } from "react"
import { isPlainPress } from "./keyboard.ts"
import { GO_KEYS } from "./navPages.ts"

const PATIENCE_MS = 1_500

/** `G` then a letter goes to a page; `?` and F1 open the keys. Not in work frames, where `G` is the guideline. */
export function useGoKeys(): void {
  const navigate = useNavigate()
  useEffect(() => {
    let gAtMs = Number.NEGATIVE_INFINITY
    const onKey = (event: KeyboardEvent) => {
      // What is asked over a page is answered first.
      if (event.target instanceof Element && event.target.closest("[role=dialog]")) return
      if (event.key === "F1" || (isPlainPress(event) && event.key === "?")) {
        event.preventDefault()
        void navigate({ to: "/help/keys" })
        return
      }
      if (!isPlainPress(event)) return
      const key = event.key.toLowerCase()
      const page = event.timeStamp - gAtMs < PATIENCE_MS ? GO_KEYS.find((one) => one.key === key) : undefined
      gAtMs = key === "g" ? event.timeStamp : Number.NEGATIVE_INFINITY
      if (!page) return
      event.preventDefault()
      void navigate({ to: page.to })
    }
    window.addEventListener("keydown", onKey)
    return () => window.removeEventListener("keydown", onKey)
  }, [navigate])
}
