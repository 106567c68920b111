import { COMMANDS } from "@justesse/editor/commands"
import type { KeyMap } from "@justesse/editor/commands/contract"
import { mapOf } from "@justesse/editor/keymap/own"
import { presetOf } from "@justesse/editor/keymap/presets"
import type { KeyChoice } from "@justesse/types"
import { useMemo } from "react"
import { api, refresh } from "../../../api.ts"
import { useMe } from "../../../shell/useMe.ts"
import { useKept } from "../../../ui/useKept.ts"

const GIVEN: KeyChoice = { preset: "justesse", own: {} }

/** A person's keys and how they change. */
export interface Chosen {
  readonly choice: KeyChoice
  /** What the choice comes to. */
  readonly map: KeyMap
  readonly change: (next: (now: KeyChoice) => KeyChoice) => void
}

/** The keys of who is signed in, and how others are kept. */
export function useChosen(): Chosen {
  const kept = useMe()?.person?.preferences.keys ?? GIVEN
  const [choice, change] = useKept(kept, (keys) =>
    api.account.update.mutate({ keys }).finally(() => refresh("account")),
  )
  const map = useMemo(() => mapOf(choice, presetOf(choice.preset), COMMANDS), [choice])
  return { choice, map, change }
}
