import { useEffect, useRef } from "react"
import { isPlainPress } from "../../../shell/keyboard.ts"
import { useGo } from "../../../ui/useGo.ts"
import type { Choice } from "./useGrid.ts"

interface Given {
  readonly choice: Choice
  readonly run: () => void
  readonly project: string
}

/** `1 2` choose a side, arrows walk the grid, Space unticks, `N P` go from page to page, Enter decides all, Esc goes back. */
export function useSimilarKeys(given: Given): void {
  const go = useGo()
  const now = useRef(given)
  useEffect(() => {
    now.current = given
  })
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const { choice, run, project } = now.current
      const target = event.target instanceof Element ? event.target : null
      if (target?.closest("input, select, textarea, [role=dialog]") || !isPlainPress(event)) return
      const acts: Readonly<Record<string, () => void>> = {
        Digit1: () => choice.setSide("a"),
        Digit2: () => choice.setSide("b"),
        KeyN: () => choice.turn(1),
        KeyP: () => choice.turn(-1),
        ArrowLeft: () => walk(-1),
        ArrowRight: () => walk(1),
        ArrowUp: () => walk(-columns()),
        ArrowDown: () => walk(columns()),
        // On the grid Space unticks the crop that has the focus; Enter always decides all.
        Enter: () => !event.repeat && (onCard(target) || !target?.closest("a, button")) && run(),
        Escape: () => go({ to: "/review/$project", params: { project } }),
      }
      const letter = /^[a-z]$/i.test(event.key) ? `Key${event.key.toUpperCase()}` : event.code
      const act = acts[letter === "NumpadEnter" ? "Enter" : letter]
      if (!act || (letter === "Enter" && !onCard(target) && target?.closest("a, button"))) return
      event.preventDefault()
      act()
    }
    window.addEventListener("keydown", press)
    return () => window.removeEventListener("keydown", press)
  }, [go])
}

function cards(): HTMLButtonElement[] {
  return [...document.querySelectorAll<HTMLButtonElement>("#similar-grid button")]
}

function onCard(target: Element | null): boolean {
  return target?.closest("#similar-grid") !== null && target !== null
}

/** How many crops stand in a row. */
function columns(): number {
  const [first, ...rest] = cards()
  const top = first?.getBoundingClientRect().top
  const next = rest.findIndex((card) => card.getBoundingClientRect().top !== top)
  return next < 0 ? rest.length + 1 : next + 1
}

function walk(by: number): void {
  const all = cards()
  const at = all.findIndex((card) => card === document.activeElement) // -1 for anything else
  const next = at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))
  all[next]?.focus()
}
