import type { Unsent } from "@justesse/editor"
import { useEffect } from "react"
import { useStore } from "zustand"
import { createStore } from "zustand/vanilla"
import { decisionsHere } from "../../../offline/decisions.ts"

const NOBODY = createStore(() => ({ rows: [] as readonly Unsent[], refused: [] as readonly Unsent[] }))

/** Decisions that wait here, read anew when somebody looks: another page may have sent them. */
export function useDecisions() {
  const decisions = useStore(decisionsHere, (here) => here.decisions)
  const { rows, refused } = useStore(decisions?.view ?? NOBODY)
  useEffect(() => {
    void decisions?.drain()
  }, [decisions])
  return { rows, refused, drain: () => void decisions?.drain(), forgetRefused: () => decisions?.forgetRefused() }
}
