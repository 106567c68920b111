import { describe, expect, test } from "vitest"
import { type BuiltFile, findCircle, joinParts } from "./parts.ts"

const LARGE = 50_000
/** A file whose one module is called as it is. */
const file = (
  fileName: string,
  imports: readonly string[],
  more: Partial<Pick<BuiltFile, "asked" | "size" | "dynamicImports">> = {},
): BuiltFile => ({
  ...{ fileName, asked: null, size: LARGE, moduleIds: [`${fileName} module`], imports, dynamicImports: [] },
  ...more,
})
/** Files that came together, by the modules in them. */
const together = (built: readonly BuiltFile[]) => {
  const parts = joinParts(built)
  const names = [...new Set(parts.values())]
  return names.map((name) => [...parts].filter(([, part]) => part === name).map(([id]) => id.replace(" module", "")))
}

describe("modules that come in one file", () => {
  test("are those that the same pages need", () => {
    const built = [
      file("first", ["react"], { asked: "entry", dynamicImports: ["label", "review"] }),
      file("react", []),
      file("label", ["canvas", "boxes", "only"], { asked: "later" }),
      file("review", ["canvas", "boxes"], { asked: "later" }),
      ...[file("canvas", []), file("boxes", ["canvas"]), file("only", [])],
    ]
    expect(together(built)).toEqual([["canvas", "boxes"]])
  })

  test("what is there before somebody asks counts for nothing", () => {
    const built = [
      file("first", [], { asked: "entry", dynamicImports: ["label", "help"] }),
      file("label", ["a", "b"], { asked: "later", dynamicImports: ["panel"] }),
      file("help", [], { asked: "later" }),
      // The panel is asked for by the page alone, which brought `a` already.
      file("panel", ["a"], { asked: "later" }),
      ...[file("a", []), file("b", [])],
    ]
    expect(together(built)).toEqual([["a", "b"]])
  })

  test("what only one of two askers brought counts", () => {
    const built = [
      file("first", [], { asked: "entry", dynamicImports: ["label", "help"] }),
      file("label", ["a", "b"], { asked: "later", dynamicImports: ["panel"] }),
      file("help", [], { asked: "later", dynamicImports: ["panel"] }),
      file("panel", ["a"], { asked: "later" }),
      ...[file("a", []), file("b", [])],
    ]
    expect(together(built)).toEqual([])
  })

  test("small ones that many need come with the first page, unless they need what does not", () => {
    const pages = ["p", "q", "r"]
    const built = [
      file("first", ["react"], { asked: "entry", dynamicImports: pages }),
      file("react", []),
      ...pages.map((page) => file(page, ["tiny", "needy"], { asked: "later" })),
      file("tiny", ["react"], { size: 100 }),
      file("needy", ["heavy"], { size: 100 }),
      file("heavy", []),
    ]
    expect(together(built)).toEqual([
      ["react", "tiny"],
      ["needy", "heavy"],
    ])
  })
})

test("files that need each other are found", () => {
  expect(findCircle([file("a", ["b"]), file("b", ["c"]), file("c", [])])).toBeNull()
  expect(findCircle([file("a", ["b"]), file("b", ["c"]), file("c", ["b"])])).toEqual(["b", "c"])
})
