import { DEFAULT_PREFERENCES, type Preferences } from "@justesse/types"
import { useCallback, useEffect, useRef } from "react"
import { api, refresh } from "../../api.ts"
import { useMe } from "../../shell/useMe.ts"
import { useToast } from "../../ui/toast.tsx"

/** What a person chose for their own hands. */
export type Hands = Pick<Preferences, "boxClicks" | "labelAfter">

/** The choice of who is signed in, and how another one is kept for the next time. */
export function useHands(): readonly [Hands, (chosen: Partial<Hands>) => void] {
  const kept = useMe()?.person?.preferences ?? DEFAULT_PREFERENCES
  const latest = useRef(kept)
  useEffect(() => {
    latest.current = kept
  }, [kept])
  const toast = useToast()
  const keep = useCallback(
    (chosen: Partial<Hands>) => {
      const preferences = { ...latest.current, ...chosen }
      latest.current = preferences
      api.account.update
        .mutate({ preferences })
        .then(() => refresh("account"))
        .catch(toast.wrong)
    },
    [toast],
  )
  return [kept, keep]
}
