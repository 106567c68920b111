import { COMMANDS } from "@justesse/editor/commands"
import { describe, expect, it } from "vitest"
import type { Catalogue } from "../../i18n/catalogue.ts"
import en from "../../i18n/en/task.json" with { type: "json" }
import { capOf, capsOf } from "./caps.ts"

describe("key caps", () => {
  it("show what is held and what is pressed", () => {
    expect(capOf({ character: "z", mod: true, shift: true }, false)).toBe("Ctrl ⇧ Z")
    expect(capOf({ character: "k", mod: true }, true)).toBe("⌘ K")
    expect(capOf({ position: "Digit0" }, false)).toBe("0")
    expect(capOf({ character: "a", thenDigit: true }, false)).toBe("A 1–9")
  })

  it("write a run of keys as one", () => {
    const digits = COMMANDS.find((command) => command.id === "label.choose")
    expect(digits && capsOf(digits, false)).toEqual(["1 … 9"])
  })

  it("have a name for every command of the registry", () => {
    const catalogue: Catalogue = en
    const nameOf = (key: string) =>
      key
        .split(".")
        .reduce<string | Catalogue | undefined>(
          (at, part) => (typeof at === "object" ? at[part] : undefined),
          catalogue,
        )
    const nameless = COMMANDS.filter((command) => typeof nameOf(command.labelKey) !== "string").map(
      (command) => command.labelKey,
    )
    expect(nameless).toEqual([])
  })
})
