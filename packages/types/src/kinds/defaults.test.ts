import { expect, test } from "vitest"
import { DEFAULT_SETTINGS, ProjectSettings } from "../project.ts"
import { getDefaultSettings } from "./defaults.ts"
import { ProjectKind } from "./list.ts"

test("texts of recordings agree in their words at first; every other kind compares them as they are", () => {
  for (const kind of ProjectKind.options) {
    const settings = getDefaultSettings(kind)
    expect(ProjectSettings.parse(settings)).toEqual(settings)
    expect(settings.settle).toEqual({
      ...DEFAULT_SETTINGS.settle,
      ...(kind === "audio" && { rules: ["case", "punctuation", "apostrophes"] }),
    })
  }
})
