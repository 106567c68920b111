import { type ReactNode, useState } from "react"
import { useT } from "../i18n/useT.ts"
import { Button } from "./Button.tsx"
import css from "./parts.module.css"

async function toClipboard(text: string): Promise<boolean> {
  const written = await navigator.clipboard?.writeText(text).then(
    () => true,
    () => false,
  )
  if (written) return true
  // Plain http in an office network has no clipboard, and some browsers refuse it: the old way, through a selected field.
  const field = document.createElement("textarea")
  field.value = text
  document.body.append(field)
  field.select()
  const copied = document.execCommand("copy")
  field.remove()
  return copied
}

/** Copies `text`; says so for a moment. */
export function CopyButton({ text, name }: { readonly text: string; readonly name?: string }) {
  const t = useT("common")
  const [copied, setCopied] = useState(false)
  const copy = () => {
    void toClipboard(text).then((worked) => {
      setCopied(worked)
      setTimeout(() => setCopied(false), 2_000)
    })
  }
  return (
    <Button look="quiet" small icon={copied ? "check" : "copy"} onClick={copy}>
      {copied ? t("copied") : (name ?? t("copy"))}
    </Button>
  )
}

/** Options of a command, which are not broken at their hyphens. */
const OPTIONS = /((?<=\s)--[\w-]+)/

/** A command or link, with its copy button. */
export function Command({ text }: { readonly text: string }) {
  return (
    <div className="cmd">
      <span title={text}>
        {text.split(OPTIONS).map((part, at) =>
          at % 2 === 0 ? (
            part
          ) : (
            <span key={at} className="nw">
              {part}
            </span>
          ),
        )}
      </span>
      <CopyButton text={text} />
    </div>
  )
}

/** Lines of code as they are, with their copy button; `children` shows them otherwise, in colours. */
export function CodeBlock({ text, children = text }: { readonly text: string; readonly children?: ReactNode }) {
  return (
    <div className={css.codeBlock} data-code>
      {/* Long lines scroll, by keyboard too. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre tabIndex={0}>{children}</pre>
      <CopyButton text={text} />
    </div>
  )
}
