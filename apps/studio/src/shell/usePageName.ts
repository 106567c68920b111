import { useEffect } from "react"
import { pageName } from "./store.ts"

/** Names the page in the browser's title and in the phone's bar. */
export function usePageName(name: string): void {
  useEffect(() => {
    document.title = name === "" ? "Justesse" : `${name} · Justesse`
    pageName.setState(name)
  }, [name])
}
