import type { Theme } from "@justesse/types"
import { useSyncExternalStore } from "react"

const KEY = "justesse.theme"
const media = window.matchMedia("(prefers-color-scheme: dark)")
const listeners = new Set<() => void>()
let chosen: Theme = read()

function read(): Theme {
  try {
    const kept = localStorage.getItem(KEY)
    return kept === "light" || kept === "dark" ? kept : "system"
  } catch {
    return "system" // storage closed to us: the system's theme serves
  }
}

function resolved(): "light" | "dark" {
  if (chosen === "system") return media.matches ? "dark" : "light"
  return chosen
}

function apply(): void {
  document.documentElement.dataset.theme = resolved()
  for (const listener of listeners) listener()
}

media.addEventListener("change", apply)

/** Chooses light, dark or as the system says, and keeps the choice in this browser for the next first paint. */
export function chooseTheme(theme: Theme): void {
  chosen = theme
  try {
    localStorage.setItem(KEY, theme)
  } catch {
    // Not kept; the person's preferences on the server still are.
  }
  apply()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** What was chosen. */
export function useThemeChoice(): Theme {
  return useSyncExternalStore(subscribe, () => chosen)
}

/** What is shown. */
export function useAppearance(): "light" | "dark" {
  return useSyncExternalStore(subscribe, resolved)
}
