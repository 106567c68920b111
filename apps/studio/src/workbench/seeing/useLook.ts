import { isPlain, nextLook } from "@justesse/editor"
import { useEffect } from "react"
import { useStore } from "zustand"
import { api, refresh } from "../../api.ts"
import { useMe } from "../../shell/useMe.ts"
import { openLook, theLook } from "./look.ts"

/** A slider that is drawn along is one change. */
const REST_MS = 700

/** True while the picture is seen as it is. */
export function useIsPlain(): boolean {
  return useStore(theLook, ({ look }) => isPlain(look))
}

/** The look is taken up from what the person chose before, and each change of it is kept for them. */
export function useKeptLook(): void {
  const person = useMe()?.person
  const id = person?.id
  const kept = person?.preferences.look
  useEffect(() => {
    if (id !== undefined) openLook(id, kept)
  }, [id, kept])
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const send = () => {
      clearTimeout(timer)
      timer = undefined
      const look = nextLook(theLook.getState().look)
      // A change that could not be sent stays in this tab, and the next one brings it along.
      api.account.update.mutate({ look }).then(
        () => refresh("account"),
        () => undefined,
      )
    }
    const leave = theLook.subscribe((seen, before) => {
      if (seen.look === before.look || seen.person !== before.person) return
      clearTimeout(timer)
      timer = setTimeout(send, REST_MS)
    })
    return () => {
      leave()
      if (timer !== undefined) send()
    }
  }, [])
}
