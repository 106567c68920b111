import { COMMANDS } from "@justesse/editor/commands"
import i18next from "i18next"
import { firstCap } from "./caps.ts"
import { withOwnKeys } from "./own.ts"

/** By the parts of an id: `region.lock` is at `region`, then `lock`. */
interface Named {
  [part: string]: string | Named
}

/**
 * Sentences may name the key of a command by its id, `{{key.region.lock}}`: what stands there is the key that the person has now. Of a
 * command without one it is that of the palette, where it is found by its name.
 */
export function nameKeysInSentences(): void {
  const { interpolation } = i18next.options
  if (interpolation) interpolation.defaultVariables = { ...interpolation.defaultVariables, key: namedKeys() }
}

function namedKeys(): Named {
  const all: Named = {}
  for (const { id } of COMMANDS) {
    const parts = id.split(".")
    const last = parts.pop() ?? id
    let at = all
    for (const part of parts) {
      const next = at[part]
      if (typeof next === "object") at = next
      else at = at[part] = {}
    }
    Object.defineProperty(at, last, { enumerable: true, get: () => keyNow(id) })
  }
  return all
}

function keyNow(id: string): string {
  const commands = withOwnKeys(COMMANDS)
  const t = (key: string) => i18next.t(key)
  return firstCap(commands, id, t) || firstCap(commands, "palette", t)
}
