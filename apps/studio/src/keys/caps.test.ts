import { COMMANDS } from "@justesse/editor/commands"
import { describe, expect, it } from "vitest"
import type { Catalogue } from "../i18n/catalogue.ts"
import common from "../i18n/en/common.json" with { type: "json" }
import en from "../i18n/en/task.json" with { type: "json" }
import fr from "../i18n/fr/common.json" with { type: "json" }
import { capOf, capsOf } from "./caps.ts"

const textAt = (catalogue: Catalogue, key: string) =>
  key
    .split(".")
    .reduce<string | Catalogue | undefined>((at, part) => (typeof at === "object" ? at[part] : undefined), catalogue)
const english = (key: string) => String(textAt(common, key.replace("common:", "")))
const french = (key: string) => String(textAt(fr, key.replace("common:", "")))

describe("key caps", () => {
  it("show what is held and what is pressed", () => {
    expect(capOf({ character: "z", mod: true, shift: true }, english, false)).toBe("Ctrl ⇧ Z")
    expect(capOf({ character: "k", mod: true }, english, true)).toBe("⌘ K")
    expect(capOf({ position: "Digit0" }, english, false)).toBe("0")
    expect(capOf({ character: "a", thenDigit: true }, english, false)).toBe("A 1–9")
  })

  it.each([
    [" ", "Space", "Espace"],
    ["Delete", "Del", "Suppr"],
    ["Escape", "Esc", "Échap"],
    ["PageDown", "Page down", "Pg suiv"],
    ["Enter", "⏎", "⏎"],
    ["F4", "F4", "F4"],
  ])("name the key %j in the language of the page", (named, inEnglish, inFrench) => {
    expect(capOf({ named }, english, false)).toBe(inEnglish)
    expect(capOf({ named }, french, false)).toBe(inFrench)
  })

  it.each([
    ["label.choose", ["1 … 9"]],
    ["label.chooseDrawn", ["⇧ 1 … 9"]],
    ["review.take", ["A … D", "F"]],
    ["region.delete", ["D", "Del", "⌫"]],
  ])("write a run of keys of %s as one", (id, caps) => {
    const command = COMMANDS.find((one) => one.id === id)
    expect(command && capsOf(command, english, false)).toEqual(caps)
  })

  it("have a name for every command of the registry", () => {
    const nameless = COMMANDS.filter(({ labelKey }) => typeof textAt(en, labelKey) !== "string")
    expect(nameless.map(({ id }) => id)).toEqual([])
  })
})
