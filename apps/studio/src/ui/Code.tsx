import bash from "highlight.js/lib/languages/bash"
import python from "highlight.js/lib/languages/python"
import { createLowlight } from "lowlight"
import type { ReactNode } from "react"

const lowlight = createLowlight({ bash, python })

type Node = ReturnType<typeof lowlight.highlight>["children"][number]

/** Code in the colours of its language. The text is the same, sign by sign: what is selected and copied is what runs. */
export function Code({ text, language }: { readonly text: string; readonly language: "bash" | "python" }) {
  return <code>{lowlight.highlight(language, text).children.map(shown)}</code>
}

function shown(node: Node, key: number): ReactNode {
  if (node.type === "text") return node.value
  if (node.type !== "element") return null
  const names = node.properties.className
  return (
    <span key={key} className={Array.isArray(names) ? names.join(" ") : undefined}>
      {node.children.map(shown)}
    </span>
  )
}
