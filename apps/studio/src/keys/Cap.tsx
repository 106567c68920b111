import { COMMANDS } from "@justesse/editor/commands"
import { useT } from "../i18n/useT.ts"
import { firstCap } from "./caps.ts"
import { useOwnKeys } from "./own.ts"

/** What stands on the first key of commands by their ids, with the person's own keys; empty for one without a key. */
export function useCap(): (id: string) => string {
  const t = useT("common")
  const commands = useOwnKeys(COMMANDS)
  return (id) => firstCap(commands, id, t)
}

/** The cap of a command beside what does it; `digit` for a command that waits for one. Nothing where it has no key. */
export function Cap({ of, digit }: { readonly of: string; readonly digit?: number }) {
  const cap = useCap()(of)
  if (cap === "") return null
  return <kbd aria-hidden="true">{digit === undefined ? cap : cap.replace("1–9", String(digit))}</kbd>
}
