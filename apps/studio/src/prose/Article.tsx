import { useMemo } from "react"
import { renderArticle } from "./render.ts"

/** Somebody's Markdown as a safe page to read. Comes with the renderer, so only when there is something to read. */
export function DrawnArticle({ text }: { readonly text: string }) {
  const html = useMemo(() => renderArticle(text), [text])
  // Sanitised by the one renderer.
  return <div className="prose" dangerouslySetInnerHTML={{ __html: html }} />
}
