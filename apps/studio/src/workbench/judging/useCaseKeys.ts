import { type Command, EVERYWHERE_COMMANDS, JUDGE_COMMANDS, LOOK_COMMANDS, seeingIn } from "@justesse/editor"
import { useCallback, useMemo, useState } from "react"
import { withOwnKeys } from "../../keys/own.ts"
import { useCommandActs } from "../../shell/palette/commandActs.ts"
import { usePageActs } from "../../shell/palette/pageActs.ts"
import { paletteOpen } from "../../shell/store.ts"
import { useKeyboard } from "../parts/useKeyboard.ts"
import { LOOK_ACTS } from "../seeing/look.ts"

/** What lies over the page. */
type Over = "keys" | "guideline" | "picture" | null

interface Keys {
  readonly over: Over
  readonly close: () => void
  /** What the page can be told by a key, a button or the palette. */
  readonly run: (id: string) => void
  readonly commands: readonly Command[]
}

const NOT_HERE: readonly string[] = ["undo", "redo"]
const EVERYWHERE = EVERYWHERE_COMMANDS.filter(({ id }) => !NOT_HERE.includes(id))

/** Keys and palette of a page on which a case is judged: `mine` are its own commands, `act` does them, and those of the picture. */
export function useCaseKeys(mine: readonly string[], act: (id: string) => void): Keys {
  const [over, setOver] = useState<Over>(null)
  const own = mine.join(" ")
  const commands = useMemo(() => {
    const ids = own.split(" ")
    return [...JUDGE_COMMANDS.filter(({ id }) => ids.includes(id)), ...seeingIn("judge"), ...LOOK_COMMANDS]
  }, [own])
  const run = useCallback(
    (id: string) => {
      const toggle = (which: Exclude<Over, null>) => setOver((now) => (now === which ? null : which))
      if (id === "palette") paletteOpen.setState(true)
      else if (id === "keys") toggle("keys")
      else if (id === "escape") setOver(null)
      else if (id === "review.guideline") toggle("guideline")
      else if (id === "look.open") toggle("picture")
      else if (id in LOOK_ACTS) LOOK_ACTS[id]?.({}, { digit: 0, letter: "" })
      else act(id)
    },
    [act],
  )
  useKeyboard(
    useCallback(() => {
      if (over === "keys") return null
      const all = withOwnKeys([...EVERYWHERE, ...commands])
      return { commands: all, context: { scope: "judge", holds: new Set() }, run }
    }, [over, commands, run]),
  )
  usePageActs(useCommandActs(commands, run))
  return { over, close: () => setOver(null), run, commands }
}
