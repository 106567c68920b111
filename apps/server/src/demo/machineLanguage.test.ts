import { expect, test } from "vitest"
import { machineLanguage } from "./machineLanguage.ts"

test.each([
  [{}, "en"],
  [{ LANG: "fr_FR.UTF-8" }, "fr"],
  [{ LANG: "fr" }, "fr"],
  [{ LANG: "fry_NL" }, "en"],
  [{ LANG: "de_DE.UTF-8" }, "en"],
  [{ LANG: "fr_FR.UTF-8", LC_ALL: "C" }, "en"],
  [{ LANG: "C.UTF-8", LC_MESSAGES: "fr_CA" }, "fr"],
  [{ LANG: "fr_FR.UTF-8", LC_ALL: "" }, "fr"],
])("on a machine with %o the sample speaks %s", (env, language) => {
  expect(machineLanguage(env)).toBe(language)
})
