import { useNavigate } from "@tanstack/react-router"
import { useEffect } from "react"
import { isPlainPress } from "../../shell/keyboard.ts"

/** Enter goes to `to` while no control has the focus. */
export function useStart(to: string | null, search: Readonly<Record<string, string>>): void {
  const navigate = useNavigate()
  const texts = JSON.stringify(search)
  useEffect(() => {
    if (to === null) return
    const press = (event: KeyboardEvent) => {
      const onControl =
        event.target instanceof Element && event.target.closest("a, button, input, select, [role=dialog]")
      if (event.key !== "Enter" || event.repeat || onControl || !isPlainPress(event)) return
      event.preventDefault()
      // The router's types want the parameters of one route; these pages share theirs.
      void navigate({ to, search: JSON.parse(texts) as never })
    }
    window.addEventListener("keydown", press)
    return () => window.removeEventListener("keydown", press)
  }, [to, texts, navigate])
}
