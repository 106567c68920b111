import { execFileSync } from "node:child_process"
import { describe, expect, test } from "vitest"
import { commandText, quoteForShell } from "./cli.ts"

describe("a command carries the folder of its studio, as one word of the shell", () => {
  test.each([
    "/srv/justesse/data",
    "/home/a b/data",
    "/it's/here",
    "/a$HOME/`x`",
    "/né/ü",
    '/say "x"',
    "/a\nb",
    "/a;b&c",
  ])("%j", (path) => {
    const said = execFileSync("sh", ["-c", `printf %s ${quoteForShell(path)}`], { encoding: "utf8" })
    expect(said).toBe(path)
  })

  test("of Windows, where it is a path of Windows", () => {
    expect(quoteForShell("C:\\Users\\A B\\data")).toBe('"C:\\Users\\A B\\data"')
    expect(quoteForShell("C:/data")).toBe("C:/data")
  })

  test("and nothing where the folder is not told", () => {
    expect(commandText("doctor", null)).toBe("npm run -s justesse -- doctor")
    expect(commandText("doctor", "/d")).toBe("npm run -s justesse -- doctor --data /d")
  })
})
