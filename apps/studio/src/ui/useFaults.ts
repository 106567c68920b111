import { MIN_PASSWORD } from "@justesse/types/signIn"
import { useState } from "react"
import { useT } from "../i18n/useT.ts"
import type { Fault } from "./faults.ts"

/** The faults of a form's fields, shown once somebody has tried to send it and until they are gone. */
export function useFaults<F extends string>(faults: Readonly<Record<F, Fault>>) {
  const t = useT("common")
  const [attempted, setAttempted] = useState(false)
  return {
    /** What a field shows under itself. */
    wrong: (field: F): string | undefined => {
      const fault = attempted ? faults[field] : null
      return fault === null ? undefined : t(`fault.${fault}`, { least: MIN_PASSWORD })
    },
    /** To be asked before sending: whether it may be sent. */
    fine: (): boolean => {
      setAttempted(true)
      return Object.values(faults).every((fault) => fault === null)
    },
  }
}
