import { useEffect } from "react"
import { createStore } from "zustand/vanilla"

/** Something that the page shown can do: the palette offers it beside pages and projects. */
export interface PageAct {
  readonly id: string
  readonly name: string
  /** Other words under which it is looked for. */
  readonly words: string
  readonly keys?: string
  readonly run: () => void
}

/** What the page shown can do. */
export const pageActs = createStore<readonly PageAct[]>(() => [])

/** Offers what a page can do in the palette, for as long as the page is there. */
export function usePageActs(acts: readonly PageAct[]): void {
  useEffect(() => {
    pageActs.setState(acts, true)
    return () => pageActs.setState([], true)
  }, [acts])
}
