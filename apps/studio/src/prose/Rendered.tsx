import { useMemo } from "react"
import { renderArticle, renderMarkdown } from "./render.ts"

interface Props {
  readonly text: string
  /** Addresses of the pictures that it names by hash; null of somebody's article, which shows none and says where its links lead. */
  readonly pictures: Readonly<Record<string, string>> | null
}

/** The text as sanitised HTML. Comes with the renderer, so only when there is something to read. */
export function Rendered({ text, pictures }: Props) {
  const html = useMemo(
    () => (pictures === null ? renderArticle(text) : renderMarkdown(text, pictures)),
    [text, pictures],
  )
  // Sanitised by the one renderer.
  return <div className="prose" dangerouslySetInnerHTML={{ __html: html }} />
}
