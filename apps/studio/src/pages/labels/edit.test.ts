import { Label, labelIdFor } from "@justesse/types"
import { describe, expect, it } from "vitest"
import { freeKey, newLabel } from "./edit.ts"

const label = (name: string, key: string | null) => ({ ...newLabel(name, []), key })

describe("new labels", () => {
  it("have ids made from their names, each once", () => {
    expect(newLabel("crate", [label("crate", "1"), label("crate 2", "2")]).id).toBe("crate 3")
    expect(labelIdFor("  «Prix» !", [])).toBe("Prix")
    expect(labelIdFor("!!!", [])).toBe("label")
  })

  it("are valid as they are, in any script", () => {
    for (const name of ["sack", "éclair", "箱", "لافتة"]) expect(Label.safeParse(newLabel(name, [])).success).toBe(true)
  })

  it("take the first free digit as their key", () => {
    expect(freeKey([label("a", "1"), label("b", "3")])).toBe("2")
    expect(freeKey([..."123456789"].map((key) => label(key, key)))).toBeNull()
  })
})
