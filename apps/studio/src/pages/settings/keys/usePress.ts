import type { KeyPress } from "@justesse/editor/keyboard"
import { useEffect, useRef } from "react"
import { toKeyPress } from "../../../keys/own.ts"

/** While it waits, every press is told here and means nothing else, on this page or around it. */
export function usePress(waits: boolean, onPress: (press: KeyPress) => void): void {
  const latest = useRef(onPress)
  useEffect(() => {
    latest.current = onPress
  })
  useEffect(() => {
    if (!waits) return
    const press = (event: KeyboardEvent) => {
      event.preventDefault()
      event.stopImmediatePropagation()
      if (!event.repeat) latest.current(toKeyPress(event))
    }
    window.addEventListener("keydown", press, true)
    return () => window.removeEventListener("keydown", press, true)
  }, [waits])
}
