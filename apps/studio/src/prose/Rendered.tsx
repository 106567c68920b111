import { useMemo } from "react"
import { renderMarkdown } from "./render.ts"

interface Props {
  readonly text: string
  readonly pictures: Readonly<Record<string, string>>
}

/** The text as sanitised HTML. Comes with the renderer, so only when there is something to read. */
export function Rendered({ text, pictures }: Props) {
  const html = useMemo(() => renderMarkdown(text, pictures), [text, pictures])
  // Sanitised by the one renderer.
  return <div className="prose" dangerouslySetInnerHTML={{ __html: html }} />
}
