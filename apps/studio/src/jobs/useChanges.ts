import type { JobChanges } from "@justesse/types/wire/jobs"
import { useEffect } from "react"
import { useStore } from "zustand"
import { api, readAgain } from "../api.ts"
import { codeOf } from "../failures/thrown.ts"
import { signedOut } from "../shell/store.ts"
import { takePlace } from "./places.ts"
import { followJobs, type StreamEvents } from "./stream.ts"

/** Whose jobs a page shows: those of one project, or all of the installation. */
export type Followed = { readonly project: string } | "all"

/** Refusals after which the same question gets the same answer. */
const FINAL: readonly string[] = ["not_signed_in", "not_found", "not_allowed"]

function openStream(followed: Followed, { onTold, onConnecting, onEnd }: StreamEvents): () => void {
  const events = {
    onData: (changes: JobChanges) => onTold(changes),
    onError: (error: unknown) => onEnd(FINAL.includes(codeOf(error))),
    onStopped: () => onEnd(false),
    onConnectionStateChange: ({ state }: { readonly state: string }) => state === "connecting" && onConnecting(),
  }
  const subscription =
    followed === "all" ? api.jobs.followAll.subscribe({}, events) : api.jobs.follow.subscribe(followed, events)
  return () => subscription.unsubscribe()
}

/** Everything on the page that jobs change is read again when they do, for as long as it is shown. Null: it shows none. */
export function useJobChanges(followed: Followed | null): void {
  const isOut = useStore(signedOut)
  const project = followed === null || followed === "all" ? followed : followed.project
  useEffect(() => {
    if (project === null || isOut) return
    return followJobs({
      open: (events) => openStream(project === "all" ? "all" : { project }, events),
      refresh: readAgain,
      isVisible: () => document.visibilityState === "visible",
      onVisibility: (listener) => {
        document.addEventListener("visibilitychange", listener)
        return () => document.removeEventListener("visibilitychange", listener)
      },
      takePlace,
    })
  }, [project, isOut])
}
