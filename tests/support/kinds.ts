import { isNode, type Node, nameOf, type Source, walkTree } from "./code.ts"

/** Functions that make words of their arguments: a key of a translation, a singular with its plural. */
const WORDS: ReadonlySet<string | null> = new Set(["t", "some", "plural"])

const isCalled = (node: Node, name: string) => node.type === "Literal" && node["value"] === name

/** Places in which the name of a kind is another word: a key of a translation, or a field of a type. */
function isWord({ type, ...node }: Node, found: Set<unknown>): void {
  if (type === "TSIndexedAccessType" && isNode(node["indexType"])) found.add(node["indexType"]["literal"])
  if (type === "MemberExpression") found.add(node["property"])
  if (type !== "CallExpression" || !WORDS.has(nameOf(node["callee"]))) return
  for (const argument of node["arguments"] as unknown[]) found.add(argument)
}

/**
 * Whether a file names a kind of task: by a string that is its name (compared, given, listed), or by a key of its name in a file that
 * knows of kinds.
 */
export function namesKind({ parsed, text }: Source, kind: string): boolean {
  const words = new Set<unknown>()
  const keys = new Set<unknown>()
  const knowsKinds = /\bProjectKind\b/.test(text)
  let isNamed = false
  walkTree(parsed.program, (node) => {
    isWord(node, words)
    if (node.type === "Property") {
      keys.add(node["key"])
      if (knowsKinds && (nameOf(node["key"]) === kind || (isNode(node["key"]) && isCalled(node["key"], kind))))
        isNamed = true
    }
    if (isCalled(node, kind) && !words.has(node) && !keys.has(node)) isNamed = true
  })
  return isNamed
}
