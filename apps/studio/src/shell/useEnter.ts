import { type LinkProps, useNavigate } from "@tanstack/react-router"
import { useEffect } from "react"
import { isPlainPress } from "./keyboard.ts"

/** Enter follows `link` while no control has the focus. */
export function useEnter(link: LinkProps | null): void {
  const navigate = useNavigate()
  useEffect(() => {
    if (link === null) return
    const onKey = (event: KeyboardEvent) => {
      const onControl =
        event.target instanceof Element && event.target.closest("a, button, input, select, [role=dialog]")
      if (event.key !== "Enter" || event.repeat || onControl || !isPlainPress(event)) return
      event.preventDefault()
      void navigate(link)
    }
    window.addEventListener("keydown", onKey)
    return () => window.removeEventListener("keydown", onKey)
  })
}
