import type { Theme } from "@justesse/types"
import { useStore } from "zustand"
import { createStore } from "zustand/vanilla"
import { keepHere, readHere } from "../shell/browserKeeps.ts"

const KEY = "justesse.theme"
const media = window.matchMedia("(prefers-color-scheme: dark)")
/** What was chosen, and whether the system is dark now. */
const appearance = createStore(() => ({ chosen: read(), systemIsDark: media.matches }))

function read(): Theme {
  const kept = readHere(KEY)
  return kept === "light" || kept === "dark" ? kept : "system"
}

const resolve = ({ chosen, systemIsDark }: { readonly chosen: Theme; readonly systemIsDark: boolean }) =>
  chosen === "system" ? (systemIsDark ? "dark" : "light") : chosen

appearance.subscribe((now) => {
  document.documentElement.dataset.theme = resolve(now)
})
media.addEventListener("change", ({ matches }) => appearance.setState({ systemIsDark: matches }))

/** Chooses light, dark or as the system says, and keeps the choice in this browser for the next first paint. */
export function chooseTheme(chosen: Theme): void {
  keepHere(KEY, chosen)
  appearance.setState({ chosen })
}

/** What is shown. */
export function useAppearance(): "light" | "dark" {
  return useStore(appearance, resolve)
}
