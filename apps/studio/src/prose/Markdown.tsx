import { guidelineIn } from "@justesse/types/guideline"
import { Suspense } from "react"
import { useLanguage } from "../i18n/useT.ts"
import { lazyPart } from "../shell/upgrade/lazyPart.tsx"

const Rendered = lazyPart(() => import("./Rendered.tsx"), "Rendered")
const NO_PICTURES: Readonly<Record<string, string>> = {}

interface MarkdownProps {
  readonly text: string
  /** Addresses of the pictures that the text names as `blob:<sha256>`, by hash. */
  readonly pictures?: Readonly<Record<string, string>>
}

/** Markdown written by people of the project, in the language of the page where it has it. The renderer is fetched with the first text. */
export function Markdown({ text, pictures = NO_PICTURES }: MarkdownProps) {
  const language = useLanguage()
  return (
    <Suspense fallback={<div className="prose" aria-busy="true" />}>
      <Rendered text={guidelineIn(text, language)} pictures={pictures} />
    </Suspense>
  )
}
