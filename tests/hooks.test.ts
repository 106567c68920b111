import { spawnSync } from "node:child_process"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { parseSync } from "oxc-parser"
import { beforeAll, describe, expect, test } from "vitest"
import { filesUnder, isNode, type Node, nameOf, readSource, walkTree } from "./support/code.ts"
import { freshFolder } from "./support/folders.ts"
import { ROOT } from "./support/places.ts"

/**
 * React counts the hooks of a component: one that is called under a condition breaks the page at the render where the condition
 * changes. The linter finds all forms but two, a hook after `?.` and a hook in a default value, which are looked for here.
 */

const component = (body: string) =>
  `import { useNow } from "./useNow.ts"\nexport function Page(props) {\n  ${body}\n}\n`

/** Ways to call a hook on some renders only, each found by the linter. */
const CONDITIONAL = {
  "right of ??": component("const now = props.now ?? props.read(useNow())\n  return now"),
  "right of ??=": component("let now = props.now\n  now ??= useNow()\n  return now"),
  "right of &&": component("return props.now && useNow()"),
  "right of ||": component("return props.now || useNow()"),
  "in one branch of a choice": component("return props.now ? useNow() : 0"),
  "in one branch of an if": component("if (props.now) return useNow()\n  return 0"),
  "after an early return": component("if (!props.now) return null\n  return useNow()"),
  "in a case of a switch": component("switch (props.now) {\n    case 1:\n      return useNow()\n  }\n  return null"),
  "in a loop": component("for (const one of props.all) props.read(one, useNow())\n  return null"),
  "in a callback": component("return props.all.map(() => useNow())"),
  "in a function that is no component": component("return null")
    .replace("Page", "page")
    .replace("return null", "return useNow()"),
}

describe("the linter, with the settings of the repository", () => {
  const planted = Object.entries(CONDITIONAL).map(([name, text], at) => ({ name, text, file: `planted${at}.tsx` }))
  let output = ""

  beforeAll(() => {
    const folder = freshFolder("hooks")
    for (const { file, text } of planted) writeFileSync(join(folder, file), text)
    writeFileSync(join(folder, "sound.tsx"), component("const now = useNow()\n  return props.now ?? now"))
    const args = ["--quiet", "-c", join(ROOT, ".oxlintrc.json"), "--format", "unix", folder]
    const run = spawnSync(join(ROOT, "node_modules/.bin/oxlint"), args, { encoding: "utf8" })
    output = run.stdout + run.stderr
  })

  const isRefused = (file: string) =>
    output.split("\n").some((line) => line.includes(file) && line.includes("rules-of-hooks"))

  test.each(planted)("refuses a hook $name", ({ file }) => expect(isRefused(file)).toBe(true))
  test("takes a hook that every render calls", () => expect(output).not.toContain("sound.tsx"))
})

/** The hooks called somewhere inside a node. */
function hooksIn(tree: unknown): string[] {
  const found: string[] = []
  walkTree(tree, (node) => {
    if (node.type !== "CallExpression") return
    const callee = node["callee"]
    const name = nameOf(isNode(callee) && callee.type === "MemberExpression" ? callee["property"] : callee)
    if (name && /^use[A-Z]/.test(name)) found.push(name)
  })
  return found
}

/** What of a chain runs only while nothing before it is missing: all arguments and computed names right of a `?.`. */
function afterQuestionMark(chain: unknown): unknown[] {
  const parts: unknown[] = []
  for (let node = chain, since: unknown[] = []; isNode(node); ) {
    const isCall = node.type === "CallExpression"
    if (!isCall && node.type !== "MemberExpression") break
    since.push(isCall ? node["arguments"] : node["computed"] ? node["property"] : null)
    if (node["optional"] === true) parts.push(...since.splice(0))
    node = isCall ? node["callee"] : node["object"]
  }
  return parts
}

/** Hooks of a file that the linter takes though not every render calls them. */
function missedIn(program: unknown): string[] {
  const found: string[] = []
  walkTree(program, (node: Node) => {
    if (node.type === "ChainExpression") found.push(...hooksIn(afterQuestionMark(node["expression"])))
    if (node.type === "AssignmentPattern") found.push(...hooksIn(node["right"]))
  })
  return found
}

describe("hooks that the linter overlooks", () => {
  const missed = (body: string) => missedIn(parseSync("planted.tsx", component(body)).program)

  test("are found after a question mark and in default values, and nowhere else", () => {
    expect(missed("return props.read?.(useNow())")).toEqual(["useNow"])
    expect(missed("return props.own?.all[useNow()].at(0)")).toEqual(["useNow"])
    expect(missed("const { now = useNow() } = props\n  return now")).toEqual(["useNow"])
    expect(missed("return useMe()?.person?.name ?? props.read(useNow())?.day")).toEqual([])
  })

  test("stand in no file of the studio", () => {
    const files = filesUnder("apps/studio/src")
    expect(
      files.flatMap((path) => missedIn(readSource(path).parsed.program).map((name) => `${path}: ${name}`)),
    ).toEqual([])
  })
})
