import { lazy, Suspense } from "react"

const Rendered = lazy(() => import("./Rendered.tsx").then((module) => ({ default: module.Rendered })))
const NO_PICTURES: Readonly<Record<string, string>> = {}

interface MarkdownProps {
  readonly text: string
  /** Addresses of the pictures that the text names as `blob:<sha256>`, by hash. */
  readonly pictures?: Readonly<Record<string, string>>
}

/** Markdown written by people of the project. The renderer is fetched with the first text. */
export function Markdown({ text, pictures = NO_PICTURES }: MarkdownProps) {
  return (
    <Suspense fallback={<div className="prose" aria-busy="true" />}>
      <Rendered text={text} pictures={pictures} />
    </Suspense>
  )
}
