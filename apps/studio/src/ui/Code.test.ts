import { createElement } from "react"
import { renderToStaticMarkup } from "react-dom/server"
import { expect, test } from "vitest"
import { examplesFor } from "../pages/help/apiExamples.ts"
import { Code } from "./Code.tsx"

const plain = (html: string) =>
  html
    .replaceAll(/<[^>]*>/g, "")
    .replaceAll("&quot;", '"')
    .replaceAll("&#x27;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&")

test("colours change no sign of what is copied", () => {
  const reader = {
    origin: "http://a.test",
    project: "shop",
    label: 'l"<&',
    picture: "a/é.jpg",
    command: (w: string) => w,
  }
  const shown = examplesFor(reader).flatMap((one) => [["python", one.python] as const, ["bash", one.curl] as const])
  for (const [language, text] of shown) {
    const html = renderToStaticMarkup(createElement(Code, { text, language }))
    expect(plain(html)).toBe(text)
    expect(html).toContain("hljs-string")
  }
})
