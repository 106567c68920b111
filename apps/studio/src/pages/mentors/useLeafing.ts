import { useEffect } from "react"
import { isPlainPress } from "../../shell/keyboard.ts"

/** `P` and `N` leaf through several of a page: never while somebody writes. */
export function useLeafing(leaf: (by: number) => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!isPlainPress(event)) return
      const key = event.key.toLowerCase()
      if (key !== "p" && key !== "n") return
      leaf(key === "n" ? 1 : -1)
      event.preventDefault()
    }
    window.addEventListener("keydown", onKey)
    return () => window.removeEventListener("keydown", onKey)
  })
}
