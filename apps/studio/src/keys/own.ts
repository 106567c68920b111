import type { Command, KeyMap } from "@justesse/editor/commands/contract"
import type { KeyPress } from "@justesse/editor/keyboard"
import type { KeyChoice } from "@justesse/types"
import { useMemo } from "react"
import { useStore } from "zustand"
import { createStore } from "zustand/vanilla"
import { fetchPart } from "../shell/upgrade/newVersion.ts"

/** The keys of who is signed in, by the id of the command; empty for the keys that are given. */
const ownKeys = createStore<KeyMap>(() => ({}))

let wanted: KeyChoice | undefined

/** Takes over what somebody chose. Presets and rules are fetched only for those who chose something. */
export async function takeKeys(choice: KeyChoice | undefined): Promise<void> {
  if (JSON.stringify(wanted) === JSON.stringify(choice)) return
  wanted = choice
  if (!choice) return ownKeys.setState({}, true)
  const part = await fetchPart(() => import("./chosenMap.ts"))
  if (wanted !== choice) return
  if (part) ownKeys.setState(part.chosenMap(choice), true)
  else wanted = undefined
}

const under = new WeakMap<KeyMap, WeakMap<readonly Command[], readonly Command[]>>()

/** A list of commands with the keys that they have for who is signed in; the same list while nothing changes. */
export function withOwnKeys(commands: readonly Command[], map = ownKeys.getState()): readonly Command[] {
  const lists = under.get(map) ?? new WeakMap<readonly Command[], readonly Command[]>()
  under.set(map, lists)
  const known = lists.get(commands)
  if (known) return known
  const made = commands.map((command) => ({ ...command, keys: map[command.id] ?? command.keys }))
  lists.set(commands, made)
  return made
}

/** {@link withOwnKeys} for what is drawn. */
export function useOwnKeys(commands: readonly Command[]): readonly Command[] {
  const map = useStore(ownKeys)
  return useMemo(() => withOwnKeys(commands, map), [commands, map])
}

/** A press as the list of commands reads it. */
export function toKeyPress(event: KeyboardEvent): KeyPress {
  return {
    key: event.key,
    code: event.code,
    ctrl: event.ctrlKey,
    meta: event.metaKey,
    alt: event.altKey,
    shift: event.shiftKey,
    altGraph: event.getModifierState("AltGraph"),
    repeat: event.repeat,
  }
}
